package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.sync.decode.Change;
import io.touchstream.sync.decode.MalformedRecordException;
import io.touchstream.sync.decode.RecordDecoder;
import io.touchstream.sync.plan.BatchFolder;
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

/** Takes a batch of stream records from end to end: decode, plan, write, report. Safe to share between threads. */
final class SyncPipeline {
    private static final String MALFORMED = "the record cannot be understood: ";

    private final RecordDecoder decoder;
    private final BatchFolder folder;
    private final Expiry expiry;
    private final BatchWriter writer;
    private final Quarantine quarantine;
    private final BatchReporter reporter;
    private final GapDetector gaps;
    private final Clock clock;

    SyncPipeline(
            RecordDecoder decoder,
            BatchFolder folder,
            Expiry expiry,
            BatchWriter writer,
            Quarantine quarantine,
            BatchReporter reporter,
            GapDetector gaps,
            Clock clock) {
        this.decoder = decoder;
        this.folder = folder;
        this.expiry = expiry;
        this.writer = writer;
        this.quarantine = quarantine;
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
        List<Change> changes = decode(records, counts);
        Duration lag = lag(changes);
        gaps.inspect(lag, clock.instant());
        List<ItemWork> works = folder.fold(changes).stream().map(ItemWork::new).toList();
        Map<SourceId, QuarantineEntry> entries = quarantine.find(
                works.stream().map(work -> work.change().source()).toList());
        writer.write(works, work -> leftKeys(entries, work), deadline, counts);
        reporter.settle(works, entries, counts, clock.instant());
        // INVARIANT 10: the first unfinished record is answered, and all after it are delivered again.
        OptionalInt unfinished = works.stream()
                .filter(work -> work.state() == State.UNFINISHED)
                .mapToInt(work -> work.change().firstPosition())
                .min();
        unfinished.ifPresent(position -> counts.add(Outcome.UNFINISHED, records.size() - (long) position));
        reporter.finish(works, lag, counts, clock.instant());
        return unfinished;
    }

    private List<Change> decode(List<DynamodbStreamRecord> records, Counts counts) {
        List<Change> changes = new ArrayList<>();
        for (int position = 0; position < records.size(); position++) {
            try {
                Change change = decoder.decode(position, records.get(position));
                if (change.serviceDelete() && expiry.ignoresServiceDeletes()) {
                    counts.add(Outcome.IGNORED);
                } else {
                    changes.add(change);
                }
            } catch (MalformedRecordException failure) {
                reporter.quarantine(malformed(records.get(position), failure), counts);
            }
        }
        return changes;
    }

    /** A record that cannot be understood names no item, so its event id stands in. */
    private QuarantineEntry malformed(DynamodbStreamRecord record, MalformedRecordException failure) {
        String event = Objects.requireNonNullElse(record.getEventID(), "event-without-id");
        return new QuarantineEntry(
                SourceId.ofEvent(event),
                Version.COPY,
                Cause.MALFORMED_RECORD,
                MALFORMED + failure.getMessage(),
                null,
                null,
                Set.of(),
                new Images(null, null, null),
                clock.instant());
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
