package io.touchstream.touch.copy;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.control.PendingCopies.Copy;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Copies source items to the target where they are missing, beneath every stream record.
 *
 * <p>Read, transform, put where absent at version 0; then read the source again, and where its item no longer yields
 * exactly that, delete the copy, if it still is at version 0. A change between the two reads is in the stream and puts
 * what is right; any record outranks version 0. What is about to be put is written down first, so that the check is made
 * even after a crash. Safe to share between threads.
 */
public final class ItemCopier {
    /** The most items in one batch read. Source: API reference, BatchGetItem. */
    private static final int READ_AT_ONCE = 100;

    private final DynamoDbClient client;
    private final Transformation transformation;
    private final GuardedWriter writer;
    private final PacedWrites writes;
    private final PendingCopies pending;
    private final Quarantine quarantine;
    private final Expiry expiry;
    private final Clock clock;

    public ItemCopier(
            DynamoDbClient client,
            Transformation transformation,
            PacedWrites writes,
            PendingCopies pending,
            Quarantine quarantine,
            Expiry expiry,
            Clock clock) {
        this.client = client;
        this.transformation = transformation;
        this.writer = new GuardedWriter(client);
        this.writes = writes;
        this.pending = pending;
        this.quarantine = quarantine;
        this.expiry = expiry;
        this.clock = clock;
    }

    /**
     * Copies the items with these keys, as they are now.
     *
     * @return what was done, by name
     */
    public Map<String, Long> copy(SegmentRequest request, List<ItemKey> keys, Instant deadline)
            throws OutOfTimeException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        SegmentId segment = new SegmentId(request.run(), request.job(), request.table(), request.segment());
        Counts counts = new Counts();
        List<GuardedWrite.Put> puts = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += READ_AT_ONCE) {
            List<ItemKey> some = keys.subList(from, Math.min(keys.size(), from + READ_AT_ONCE));
            readAll(request.table(), some).forEach((source, item) -> puts.addAll(planned(source, item, counts)));
        }
        pending.save(
                segment,
                puts.stream()
                        .map(put -> new Copy(put.provenance().source(), put.key()))
                        .toList());
        Queue<GuardedWrite.Put> written = new ConcurrentLinkedQueue<>();
        List<PacedWrites.Write> requests = new ArrayList<>();
        puts.forEach(put -> requests.add(timeLeft -> {
            settle(put, writer.write(put, timeLeft), written, counts);
            return units(put.image().item());
        }));
        writes.sendAll(requests, deadline);
        checkAll(
                written.stream()
                        .map(put -> new Copy(put.provenance().source(), put.key()))
                        .toList(),
                deadline);
        pending.clear(segment);
        return counts.totals();
    }

    /** Checks the copies that a process which died had been about to put. */
    public void settlePending(SegmentRequest request, Instant deadline) throws OutOfTimeException {
        SegmentId segment = new SegmentId(request.run(), request.job(), request.table(), request.segment());
        List<Copy> unchecked = pending.find(segment);
        if (!unchecked.isEmpty()) {
            checkAll(unchecked, deadline);
            pending.clear(segment);
        }
    }

    private List<GuardedWrite.Put> planned(SourceId source, Item item, Counts counts) {
        try {
            Provenance provenance = new Provenance(source, Version.COPY);
            return yielded(source, item).stream()
                    .map(image -> new GuardedWrite.Put(image, provenance, PutGuard.MISSING))
                    .toList();
        } catch (TransformException failure) {
            quarantine.add(entry(
                    source,
                    Cause.TRANSFORM_FAILED,
                    Objects.requireNonNullElse(failure.getMessage(), "the transformation failed"),
                    null,
                    null,
                    item));
            counts.add("quarantined");
            return List.of();
        }
    }

    private void settle(GuardedWrite.Put put, WriteResult result, Queue<GuardedWrite.Put> written, Counts counts) {
        switch (result.outcome()) {
            case WRITTEN -> {
                written.add(put);
                counts.add("copied");
            }
            case PRESENT, STALE, DELETED, CANCELLED -> {
                // A copy that is there already may be one that an earlier attempt put and never checked.
                if (result.foundProvenance()
                        .map(Provenance::version)
                        .filter(Version.COPY::equals)
                        .isPresent()) {
                    written.add(put);
                }
                counts.add("present");
            }
            case APPLICATION_OWNED -> counts.add("applicationOwned");
            case OTHER_SOURCE -> {
                SourceId other = result.foundProvenance()
                        .map(Provenance::source)
                        .orElseThrow(() -> new IllegalStateException("a collision has found a source"));
                quarantine.add(entry(
                        put.provenance().source(),
                        Cause.COLLISION,
                        "another source item holds the target key in table "
                                + put.key().table(),
                        put,
                        other,
                        put.image().item()));
                counts.add("collision");
            }
        }
    }

    private void checkAll(List<Copy> copies, Instant deadline) throws OutOfTimeException {
        List<PacedWrites.Write> checks = new ArrayList<>();
        copies.forEach(copy -> checks.add(timeLeft -> {
            GuardedWrite.Delete undo = new GuardedWrite.Delete(
                    copy.target(), new Provenance(copy.source(), Version.COPY), DeleteGuard.EXACTLY);
            if (stillYields(copy)) {
                return 0;
            }
            writer.write(undo, timeLeft);
            return 1;
        }));
        writes.sendAll(checks, deadline);
    }

    /** Tells whether the target's copy is what the source item yields now. */
    private boolean stillYields(Copy copy) {
        Optional<Item> copied = read(copy.target().table(), copy.target().key());
        Optional<Item> source = read(copy.source());
        if (copied.isEmpty()) {
            return true;
        }
        if (source.isEmpty()) {
            return false;
        }
        Item image = copied.get().without(Provenance.ATTRIBUTE);
        try {
            return yielded(copy.source(), source.get()).stream()
                    .anyMatch(yielded -> yielded.key().equals(copy.target())
                            && yielded.item().equals(image));
        } catch (TransformException failure) {
            return false;
        }
    }

    private List<TargetImage> yielded(SourceId source, Item item) {
        Item visible = transformation.visible(item);
        if (expiry.hasExpired(source.table(), visible)) {
            return List.of();
        }
        return transformation
                .apply(new SourceItem(source.table(), visible), Provenance.sizeInBytes(source))
                .images();
    }

    private Map<SourceId, Item> readAll(String table, List<ItemKey> keys) {
        Map<String, KeysAndAttributes> request = Map.of(
                table,
                KeysAndAttributes.builder()
                        .keys(keys.stream().map(ItemKey::attributes).toList())
                        .consistentRead(true)
                        .build());
        Map<SourceId, Item> items = new LinkedHashMap<>();
        client.batchGetItemPaginator(batch -> batch.requestItems(request)).stream()
                .flatMap(page -> page.responses().getOrDefault(table, List.of()).stream())
                .map(Item::of)
                .forEach(item -> items.put(sourceOf(table, item, keys), item));
        return items;
    }

    private static SourceId sourceOf(String table, Item item, List<ItemKey> keys) {
        Map<String, AttributeValue> key = new TreeMap<>(item.attributes());
        key.keySet().retainAll(keys.get(0).attributes().keySet());
        return SourceId.of(table, new ItemKey(key));
    }

    private Optional<Item> read(SourceId source) {
        return read(source.table(), source.key());
    }

    private Optional<Item> read(String table, ItemKey key) {
        Map<String, AttributeValue> item = client.getItem(request ->
                        request.tableName(table).key(key.attributes()).consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(Item.of(item));
    }

    private QuarantineEntry entry(
            SourceId source,
            Cause cause,
            String detail,
            GuardedWrite.@Nullable Put put,
            @Nullable SourceId other,
            Item image) {
        return new QuarantineEntry(
                source,
                Version.COPY,
                cause,
                detail,
                put == null ? null : put.key(),
                other,
                Set.of(),
                new Images(null, image, null),
                clock.instant());
    }

    /** A write unit is a kilobyte. */
    private static double units(Item item) {
        return Math.ceil(item.sizeInBytes() / 1024.0);
    }

    /** Counts from several threads. */
    private static final class Counts {
        private final Map<String, LongAdder> adders = new ConcurrentHashMap<>();

        private void add(String name) {
            adders.computeIfAbsent(name, label -> new LongAdder()).increment();
        }

        private Map<String, Long> totals() {
            Map<String, Long> totals = new TreeMap<>();
            adders.forEach((name, adder) -> totals.put(name, adder.sum()));
            return totals;
        }
    }
}
