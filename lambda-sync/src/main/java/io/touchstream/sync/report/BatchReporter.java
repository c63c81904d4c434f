package io.touchstream.sync.report;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.sync.write.Counts;
import io.touchstream.sync.write.ItemWork;
import io.touchstream.sync.write.ItemWork.State;
import io.touchstream.sync.write.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Records what became of a batch: quarantine, settled entries, canaries, heartbeat, metrics. */
public final class BatchReporter {
    /** A batch this late may be the sign of others that fail, or be slow itself, so it is reported at once. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Quarantine quarantine;
    private final Consumer<Provenance> ledger;
    private final Canaries canaries;
    private final SyncHeartbeats heartbeats;
    private final MetricsLog log;
    private final Supplier<String> instance;

    /**
     * Creates a reporter.
     *
     * @param ledger writes down a change that is given up, where changes are written down
     * @param instance names this instance of the function; unique among those that run at the same time
     */
    public BatchReporter(
            Quarantine quarantine,
            Consumer<Provenance> ledger,
            Canaries canaries,
            SyncHeartbeats heartbeats,
            MetricsLog log,
            Supplier<String> instance) {
        this.quarantine = quarantine;
        this.ledger = ledger;
        this.canaries = canaries;
        this.heartbeats = heartbeats;
        this.log = log;
        this.instance = instance;
    }

    /**
     * Reports a late batch before it is worked on, for the touch to slow down.
     *
     * @param lag the age of the batch's oldest record
     */
    public void begin(Duration lag, Instant now) {
        if (lag.compareTo(LATE) >= 0) {
            heartbeats.begin(instance.get(), now, lag);
        }
    }

    /**
     * Quarantines what was refused and settles what succeeded.
     *
     * @param entries the quarantine entries that the batch's source items had before it
     */
    public void settle(List<ItemWork> works, Map<SourceId, QuarantineEntry> entries, Counts counts, Instant now) {
        for (ItemWork work : works) {
            try {
                settle(work, entries, counts, now);
            } catch (SdkException failure) {
                // INVARIANT 9: what could not be quarantined is not acknowledged either.
                work.unfinished("the control table did not take it ("
                        + failure.getClass().getSimpleName() + ")");
            }
        }
    }

    private void settle(ItemWork work, Map<SourceId, QuarantineEntry> entries, Counts counts, Instant now) {
        if (work.state() == State.REFUSED) {
            QuarantineEntry entry = Objects.requireNonNull(work.entry(), "what was refused has an entry");
            quarantine(entry, counts);
            // INVARIANT 6: nothing older is applied in place of a change that was given up. The entry comes
            // first: it keeps the target items which older changes would have deleted.
            ledger.accept(new Provenance(entry.source(), entry.version()));
        }
        if (work.settlesQuarantine() && entries.containsKey(work.change().source())) {
            quarantine.settle(work.change().source(), work.change().version());
            counts.add(Outcome.SETTLED);
        }
        if (work.state() != State.UNFINISHED) {
            for (RunToken canary : work.change().canaries()) {
                canaries.seen(canary, now);
            }
        }
    }

    /** Quarantines one entry. */
    public void quarantine(QuarantineEntry entry, Counts counts) {
        quarantine.add(entry);
        counts.add(Outcome.QUARANTINED);
        log.quarantined(entry);
    }

    /**
     * Writes the heartbeat and the metrics.
     *
     * @param lag the age of the batch's oldest record
     */
    public void finish(List<ItemWork> works, Duration lag, Counts counts, Instant now) {
        works.stream()
                .filter(work -> work.state() == State.UNFINISHED)
                .findFirst()
                .ifPresent(work -> log.unfinished(
                        (int) works.stream()
                                .filter(other -> other.state() == State.UNFINISHED)
                                .count(),
                        Objects.requireNonNullElse(work.obstacle(), "unknown")));
        Map<String, Long> metrics = new TreeMap<>(counts.snapshot());
        metrics.put("lagMillis", Math.max(0, lag.toMillis()));
        log.batch(now, metrics);
        heartbeats.beat(instance.get(), now, lag, counts.snapshot());
    }
}
