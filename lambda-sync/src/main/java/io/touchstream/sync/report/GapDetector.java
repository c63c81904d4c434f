package io.touchstream.sync.report;

import io.touchstream.protocol.control.Retention;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Notices that the stream may have dropped records before they were read, and marks the migration unsound.
 *
 * <p>A record that is nearly as old as records get says that those before it may be gone. And where nothing is known to
 * have been settled for that long, whatever was made since then may be gone, whether or not a record of it is left to tell.
 * Safe to share between threads.
 */
public final class GapDetector {
    private static final Duration NOTED_APART = Duration.ofMinutes(1);

    private final Soundness soundness;
    private final SyncProgress progress;
    private final BooleanSupplier flowing;
    private final Map<String, Instant> known = new ConcurrentHashMap<>();

    /**
     * Creates a detector.
     *
     * @param flowing whether what is read is to be applied in this phase; asked for only where something is to be marked
     */
    public GapDetector(Soundness soundness, SyncProgress progress, BooleanSupplier flowing) {
        this.soundness = soundness;
        this.progress = progress;
        this.flowing = flowing;
    }

    /**
     * Looks at a batch before anything of it is settled.
     *
     * @param tables the source tables that its records are of
     * @param age that of its oldest record
     */
    public void inspect(Set<String> tables, Duration age, Instant now) {
        if (Retention.isNearlyOver(age)) {
            mark("a stream record was " + age.toHours() + " hours old when it was read", now);
        }
        tables.forEach(table -> inspect(table, now.minus(age), now));
    }

    /** Takes note of a batch that is settled as a whole; the parameters are those that it was inspected with. */
    public void settled(Set<String> tables, Duration age, Instant inspected) {
        Instant settled = inspected.minus(age);
        for (String table : tables) {
            Instant before = known.get(table);
            if (before == null || settled.isAfter(before.plus(NOTED_APART))) {
                note(table, settled);
            }
        }
    }

    private void inspect(String table, Instant oldest, Instant now) {
        Instant before = known.get(table);
        if (before != null && !Retention.mayHaveEnded(before, now)) {
            return;
        }
        // Another instance may know better; and where none does, this one has to find out before it notes anything.
        Optional<Instant> stored = progress.settledUpTo(table);
        if (stored.isEmpty()) {
            // The first batch ever: no touch has begun, so that all that was lost before it is scanned. What comes from
            // now on is waited for, even if nothing of this batch is ever settled.
            note(table, oldest);
            return;
        }
        if (Retention.mayHaveEnded(stored.get(), now)) {
            mark(
                    "nothing of table " + table + " is known to have been settled for "
                            + Duration.between(stored.get(), now).toHours() + " hours",
                    now);
        }
        known.put(table, stored.get());
    }

    /** Once the writers have moved, the source's stream is left to itself: the tables were proven equal before. */
    private void mark(String reason, Instant now) {
        if (flowing.getAsBoolean()) {
            soundness.markUnsound(reason, now);
        }
    }

    private void note(String table, Instant settled) {
        progress.advance(table, settled);
        known.put(table, settled);
    }
}
