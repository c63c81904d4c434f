package io.touchstream.local.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the stream may have dropped records before they were read: after the mapping, or the machine, was off for
 * longer than the stream keeps records, and also where no record is left to tell.
 *
 * <p>INVARIANT: before the moment that is kept, every change is settled. What was made since is read now at the latest, so
 * that as long as the moment is younger than the stream's retention nothing of it can be gone. A quiet stream's moment moves
 * on with every read. Safe to share between threads.
 */
final class Continuity {
    /** What is left of the 24 hours for clocks that differ and for what is noted late. */
    static final Duration LIMIT = Duration.ofHours(23);

    static final String WHOLE_STREAM = "all";

    private static final Duration APART = Duration.ofMinutes(1);

    private final CheckpointStore checkpoints;
    private final GapListener gaps;
    private final Clock clock;
    private @Nullable Instant settledUpTo;
    private Instant told = Instant.EPOCH;

    Continuity(Parts parts) {
        this.checkpoints = parts.checkpoints();
        this.gaps = parts.gaps();
        this.clock = parts.surroundings().clock();
    }

    /** Finds out up to when an earlier mapping had settled everything. To be called before anything is read; once is enough. */
    synchronized void begin() {
        if (settledUpTo != null) {
            return;
        }
        Instant now = clock.instant();
        Optional<Instant> stored = checkpoints.settledUpTo();
        if (stored.isPresent()) {
            settledUpTo = stored.get();
            check();
            return;
        }
        if (!checkpoints.unfinished().isEmpty()) {
            gaps.gap(WHOLE_STREAM, "It is not known since when nothing was read");
        }
        // A stream that was never read: what it lost before this moment nobody relies on.
        checkpoints.settledUpTo(now);
        settledUpTo = now;
    }

    /** Tells whether records may be gone that nobody has read. */
    synchronized boolean isLossPossible() {
        Instant settled = settledUpTo;
        return settled == null || Duration.between(settled, clock.instant()).compareTo(LIMIT) >= 0;
    }

    /** Reports a possible loss, once a minute as long as it goes on. */
    synchronized void check() {
        Instant now = clock.instant();
        if (isLossPossible() && !now.isBefore(told.plus(APART))) {
            gaps.gap(WHOLE_STREAM, "Nothing is known to have been settled since " + settledUpTo);
            told = now;
        }
    }

    /** Takes note of a moment before which every change is settled; stores it once a minute. */
    synchronized void advance(Instant moment) {
        check();
        Instant settled = settledUpTo;
        if (settled == null || moment.isBefore(settled.plus(APART))) {
            return;
        }
        checkpoints.settledUpTo(moment);
        settledUpTo = moment;
    }
}
