package io.touchstream.touch.copy;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.control.PendingCopies.Copy;
import io.touchstream.protocol.control.PendingCopies.Holder;
import io.touchstream.protocol.control.PendingCopies.Lot;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.protocol.write.GuardedWrite.Put;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.ConsistentReader;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.transform.TransformException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Copies source items to the target where they are missing, beneath every stream record.
 *
 * <p>Read, transform, put where absent at version 0; then read the source again, and where its item no longer yields
 * exactly that, delete the copy, if it still is at version 0. A change between the two reads is in the stream and puts
 * what is right; any record outranks version 0. What is about to be put is written down first, so that the check is made
 * even after a crash. Safe to share between threads.
 */
public final class ItemCopier {
    private final ConsistentReader reader;
    private final CopyTransformation transformation;
    private final CopyWriter writer;
    private final CopyCheck check;
    private final PacedWrites writes;
    private final PendingCopies pending;
    private final Clock clock;
    private final Sleeper sleeper;

    /** Tells under which version copies are put, and what they may meet. */
    record Rank(Version version, PutGuard guard) {
        /** Beneath every stream record. */
        static final Rank COPY = new Rank(Version.COPY, PutGuard.MISSING);

        /** The version that the ledger tells of: what it had put is put again. */
        static Rank recorded(Version version) {
            return new Rank(version, PutGuard.RECORDED);
        }
    }

    /**
     * Creates a copier.
     *
     * @param context what it has in common with verify, whose reads it uses
     * @param writer lets throttles through at once
     */
    public ItemCopier(VerifyContext context, GuardedWriter writer, PacedWrites writes, PendingCopies pending) {
        this.clock = context.clock();
        this.sleeper = context.sleeper();
        this.reader = new ConsistentReader(context.client(), context.executor());
        this.transformation = new CopyTransformation(context.definition(), context.transformation(), clock);
        this.writer = new CopyWriter(writer, context.quarantine(), clock);
        this.check = new CopyCheck(reader, transformation, writer, writes, clock, sleeper);
        this.writes = writes;
        this.pending = pending;
    }

    /**
     * Copies the items with these keys, as they are now.
     *
     * @return what was done, by name
     */
    public Map<String, Long> copyKeys(SegmentRequest request, List<ItemKey> keys, Instant deadline)
            throws OutOfTimeException {
        List<SourceId> sources =
                keys.stream().map(key -> SourceId.of(request.table(), key)).toList();
        return copy(holder(request), reader.sources(sources, new Deadline(deadline, clock, sleeper)), deadline);
    }

    /**
     * Copies items that were read consistently.
     *
     * @return what was done, by name
     */
    public Map<String, Long> copy(SegmentRequest request, Map<SourceId, Item> items, Instant deadline)
            throws OutOfTimeException {
        return copy(holder(request), items, deadline);
    }

    /**
     * Copies items that were read consistently.
     *
     * @param holder who puts the copies; it must not do so from two threads at once
     * @return what was done, by name
     */
    Map<String, Long> copy(Holder holder, Map<SourceId, Item> items, Instant deadline) throws OutOfTimeException {
        return copy(holder, items, Rank.COPY, deadline);
    }

    /**
     * Copies items that were read consistently, under the versions that the ledger tells of.
     *
     * @param holder who puts the copies; it must not do so from two threads at once
     * @return what was done, by name
     */
    Map<String, Long> copy(Holder holder, Map<SourceId, Item> items, Rank rank, Instant deadline)
            throws OutOfTimeException {
        CopyCounts counts = new CopyCounts();
        List<Put> puts = new ArrayList<>();
        items.forEach((source, item) -> puts.addAll(planned(source, item, rank, counts)));
        for (List<Put> lot : Lots.of(puts)) {
            copyLot(holder, lot, items, counts, deadline);
        }
        return counts.totals();
    }

    /** Checks the copies that a process which died had been about to put. To be called before a segment goes on. */
    public void settlePending(SegmentRequest request, Instant deadline) throws OutOfTimeException {
        settle(pending.find(holder(request)), deadline);
    }

    /** Checks the copies that any process of a run had been about to put. To be called for a run that nobody works on. */
    public void settlePending(String run, Instant deadline) throws OutOfTimeException {
        settle(pending.ofRun(run), deadline);
    }

    private void settle(Map<Lot, List<Copy>> unchecked, Instant deadline) throws OutOfTimeException {
        for (Map.Entry<Lot, List<Copy>> left : unchecked.entrySet()) {
            check.check(left.getValue(), new CopyCounts(), deadline);
            pending.clear(left.getKey());
        }
    }

    private List<Put> planned(SourceId source, Item item, Rank rank, CopyCounts counts) {
        if (transformation.isSkipped(source, item)) {
            counts.add("skipped");
            return List.of();
        }
        try {
            Provenance provenance = new Provenance(source, rank.version());
            return transformation.images(source, item).stream()
                    .map(image -> new Put(image, provenance, rank.guard()))
                    .toList();
        } catch (TransformException failure) {
            writer.quarantine(source, item, failure, counts);
            return List.of();
        }
    }

    private void copyLot(Holder holder, List<Put> puts, Map<SourceId, Item> items, CopyCounts counts, Instant deadline)
            throws OutOfTimeException {
        // INVARIANT 8: what the application has deleted in the target is not created again.
        writer.refresh();
        // INVARIANT 11: a process that dies after a put leaves word that the put is to be checked.
        Lot lot = pending.save(holder, puts.stream().map(Lots::copy).toList());
        Queue<Put> written = new ConcurrentLinkedQueue<>();
        List<PacedWrites.Write> requests = new ArrayList<>();
        for (Put put : puts) {
            Item source = Objects.requireNonNull(items.get(put.provenance().source()));
            requests.add(timeLeft -> writer.write(put, source, written, counts, timeLeft));
        }
        counts.add("throttled", (double) writes.sendAll(requests, deadline));
        check.check(written.stream().map(Lots::copy).toList(), counts, deadline);
        pending.clear(lot);
    }

    private static Holder holder(SegmentRequest request) {
        return Holder.of(new SegmentId(request.run(), request.job(), request.table(), request.segment()));
    }
}
