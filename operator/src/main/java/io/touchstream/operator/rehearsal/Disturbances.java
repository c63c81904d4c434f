package io.touchstream.operator.rehearsal;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Delivers to sync what Lambda may deliver: now and then a batch twice, and a record again, alone, after a later change
 * of the same item was applied.
 */
final class Disturbances implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
    private static final int REMEMBERED = 5_000;
    private static final int EVERY_BATCH = 10;

    private final RequestHandler<DynamodbEvent, StreamsEventResponse> handler;
    private final Map<Object, DynamodbStreamRecord> earlier = new ConcurrentHashMap<>();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong late = new AtomicLong();

    Disturbances(RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        this.handler = handler;
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
            // Only where the item is still there: after its delete nothing is left to compare a late record with.
            if (old != null
                    && old.getDynamodb().getNewImage() != null
                    && record.getDynamodb().getNewImage() != null) {
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

    private static Object itemOf(DynamodbStreamRecord record) {
        return Objects.requireNonNull(record.getDynamodb().getKeys());
    }
}
