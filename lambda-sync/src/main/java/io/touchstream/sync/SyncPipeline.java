package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.BatchLookUp;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.decode.Change;
import io.touchstream.sync.decode.MalformedRecordException;
import io.touchstream.sync.decode.RecordDecoder;
import io.touchstream.sync.plan.BatchFolder;
import io.touchstream.sync.plan.ItemChange;
import io.touchstream.sync.plan.Mapping;
import io.touchstream.sync.report.BatchReporter;
import io.touchstream.sync.report.GapDetector;
import io.touchstream.sync.write.BatchWriter;
import io.touchstream.sync.write.Counts;
import io.touchstream.sync.write.ItemWork;
import io.touchstream.sync.write.ItemWork.State;
import io.touchstream.sync.write.Outcome;
import io.touchstream.transformation.TargetKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes a batch of stream records from end to end: decode, plan, write, report. Safe to share between threads. */
final class SyncPipeline {
    private final Direction direction;
    private final RecordDecoder decoder;
    private final Mapping mapping;
    private final BatchFolder folder;
    private final Expiry expiry;
    private final GuardedWriter target;
    private final BatchWriter writer;
    private final BatchLookUp lookUp;
    private final BatchReporter reporter;
    private final GapDetector gaps;
    private final Clock clock;

    SyncPipeline(
            Direction direction,
            RecordDecoder decoder,
            Mapping mapping,
            BatchFolder folder,
            Expiry expiry,
            GuardedWriter target,
            BatchWriter writer,
            BatchLookUp lookUp,
            BatchReporter reporter,
            GapDetector gaps,
            Clock clock) {
        this.direction = direction;
        this.decoder = decoder;
        this.mapping = mapping;
        this.folder = folder;
        this.expiry = expiry;
        this.target = target;
        this.writer = writer;
        this.lookUp = lookUp;
        this.reporter = reporter;
        this.gaps = gaps;
        this.clock = clock;
    }

    /**
     * Works on a batch. Nothing is in flight when this returns.
     *
     * @param deadline when the last request to the target must have ended
     * @return the position of the first record that is not finished; nothing where all are
     */
    OptionalInt process(List<DynamodbStreamRecord> records, Instant deadline) throws InterruptedException {
        Counts counts = new Counts();
        List<Change> delivered = decode(records, counts);
        List<Change> changes = toCarryOver(delivered, counts);
        // What is left alone tells as well that the stream is read. But reverse sync begins with what forward sync
        // has written, which is of no matter, however old it is.
        List<Change> telling = direction == Direction.FORWARD ? delivered : changes;
        Duration lag = lag(telling);
        Set<String> tables =
                telling.stream().map(change -> change.source().table()).collect(Collectors.toSet());
        Instant begun = clock.instant();
        gaps.inspect(tables, lag, begun);
        reporter.begin(lag, begun);
        List<ItemWork> works = folder.fold(changes).stream().map(ItemWork::new).toList();
        Map<SourceId, QuarantineEntry> entries = lookUp(works);
        writer.write(works, work -> leftKeys(entries, work), deadline, counts);
        reporter.settle(works, entries, counts, clock.instant());
        // INVARIANT 10: the first unfinished record is answered, and all after it are delivered again.
        OptionalInt unfinished = works.stream()
                .filter(work -> work.state() == State.UNFINISHED)
                .mapToInt(work -> work.change().firstPosition())
                .min();
        unfinished.ifPresent(position -> counts.add(Outcome.UNFINISHED, records.size() - (long) position));
        reporter.finish(works, lag, counts, clock.instant());
        if (unfinished.isEmpty()) {
            gaps.settled(tables, lag, begun);
        }
        return unfinished;
    }

    /**
     * Applies the state that a quarantined item has now.
     *
     * @param entry the entry; the state is at least as new as the change that it is about
     * @param current the item; null where it is gone
     * @return whether it was applied, and the entry settled
     */
    boolean redrive(QuarantineEntry entry, @Nullable Item current, Instant deadline) throws InterruptedException {
        Item after = current == null ? null : mapping.visible(current);
        Item before = entry.images().before();
        ItemWork work = new ItemWork(new ItemChange(
                entry.source(),
                entry.version(),
                0,
                before == null ? List.of() : List.of(before),
                after,
                PutGuard.OLDER,
                Set.of()));
        Counts counts = new Counts();
        target.refresh();
        writer.write(List.of(work), any -> entry.leftKeys(), deadline, counts);
        reporter.settle(List.of(work), Map.of(entry.source(), entry), counts, clock.instant());
        return work.state() == State.DONE;
    }

    /** INVARIANT 8: whether tombstones are heeded is known before anything of the batch is written. */
    private Map<SourceId, QuarantineEntry> lookUp(List<ItemWork> works) {
        BatchLookUp.Found found =
                lookUp.read(works.stream().map(work -> work.change().source()).toList());
        if (found.heedsTombstones()) {
            target.heedTombstones();
        }
        return found.entries();
    }

    private List<Change> decode(List<DynamodbStreamRecord> records, Counts counts) {
        List<Change> changes = new ArrayList<>();
        for (int position = 0; position < records.size(); position++) {
            try {
                changes.add(decoder.decode(position, records.get(position)));
            } catch (MalformedRecordException failure) {
                reporter.quarantine(
                        MalformedRecords.entry(direction, records.get(position), failure, clock.instant()), counts);
            }
        }
        return changes;
    }

    private List<Change> toCarryOver(List<Change> delivered, Counts counts) {
        List<Change> changes = new ArrayList<>();
        for (Change change : delivered) {
            if (change.serviceDelete() && expiry.ignoresServiceDeletes()) {
                counts.add(Outcome.IGNORED);
                continue;
            }
            mapping.toCarryOver(change).ifPresentOrElse(changes::add, () -> counts.add(Outcome.ECHO));
        }
        return changes;
    }

    private Duration lag(List<Change> changes) {
        Instant now = clock.instant();
        return changes.stream()
                .map(Change::at)
                .filter(Objects::nonNull)
                .map(at -> Duration.between(at, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Set<TargetKey> leftKeys(Map<SourceId, QuarantineEntry> entries, ItemWork work) {
        QuarantineEntry entry = entries.get(work.change().source());
        return entry == null ? Set.of() : entry.leftKeys();
    }
}
