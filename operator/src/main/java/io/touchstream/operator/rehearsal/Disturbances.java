package io.touchstream.operator.rehearsal;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.sync.decode.Change;
import io.touchstream.sync.decode.RecordDecoder;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Delivers to sync what Lambda may deliver: now and then a batch twice, and a record again, alone, after a later change
 * of the same item was applied.
 */
final class Disturbances implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
    private static final int REMEMBERED = 5_000;
    private static final int EVERY_BATCH = 10;

    private static final RecordDecoder DECODER = new RecordDecoder((table, stream) -> 1);

    private final RequestHandler<DynamodbEvent, StreamsEventResponse> handler;
    private final Transformation transformation;
    private final GuardKind guard;
    private final Map<Object, DynamodbStreamRecord> earlier = new ConcurrentHashMap<>();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong late = new AtomicLong();

    Disturbances(
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler,
            Transformation transformation,
            GuardKind guard) {
        this.handler = handler;
        this.transformation = transformation;
        this.guard = guard;
    }

    @Override
    public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
        StreamsEventResponse response = handler.handleRequest(event, context);
        if (!response.getBatchItemFailures().isEmpty()) {
            return response;
        }
        if (batches.incrementAndGet() % EVERY_BATCH == 0) {
            duplicates.addAndGet(event.getRecords().size());
            response = handler.handleRequest(event, context);
        }
        if (response.getBatchItemFailures().isEmpty()) {
            deliverLate(event.getRecords(), context);
        }
        return response;
    }

    long duplicates() {
        return duplicates.get();
    }

    long late() {
        return late.get();
    }

    private void deliverLate(List<DynamodbStreamRecord> records, Context context) {
        Map<Object, DynamodbStreamRecord> last = new HashMap<>();
        records.forEach(record -> last.put(itemOf(record), record));
        last.forEach((item, record) -> {
            DynamodbStreamRecord old = earlier.remove(item);
            if (old != null && mayComeLate(old, record)) {
                // As old as its content is, it must not pass for a lag, for which touches would be slowed down.
                old.getDynamodb()
                        .setApproximateCreationDateTime(record.getDynamodb().getApproximateCreationDateTime());
                DynamodbEvent again = new DynamodbEvent();
                again.setRecords(List.of(old));
                handler.handleRequest(again, context);
                late.incrementAndGet();
            }
            if (earlier.size() < REMEMBERED) {
                earlier.put(item, record);
            }
        });
    }

    /**
     * Tells whether a record may be delivered late. Without the ledger only where the item still has that target key: after a
     * delete nothing is left to compare with.
     */
    private boolean mayComeLate(DynamodbStreamRecord old, DynamodbStreamRecord now) {
        Optional<Set<TargetKey>> before = keysOf(old);
        return switch (guard) {
            case PROVENANCE -> before.isPresent() && before.equals(keysOf(now));
            case LEDGER -> before.isPresent();
        };
    }

    private Optional<Set<TargetKey>> keysOf(DynamodbStreamRecord record) {
        try {
            Change change = DECODER.decode(0, record);
            Item after = change.after();
            return after == null
                    ? Optional.empty()
                    : Optional.of(transformation
                            .apply(
                                    new SourceItem(change.source().table(), transformation.visible(after)),
                                    Provenance.sizeInBytes(change.source()))
                            .keys());
        } catch (TransformException failure) {
            return Optional.empty();
        }
    }

    private static Object itemOf(DynamodbStreamRecord record) {
        return Objects.requireNonNull(record.getDynamodb().getKeys());
    }
}
