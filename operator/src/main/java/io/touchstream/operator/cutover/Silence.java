package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.protocol.control.SyncHeartbeats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits until nobody has written for a window: until sync, which settles whatever is written, has settled nothing. Who asks
 * holds the operator's lock, so that none of our own jobs writes meanwhile. Deletes by time to live count as writes.
 */
final class Silence {
    private static final Duration STEP = Duration.ofMillis(500);

    private final SyncHeartbeats heartbeats;
    private final Waiting waiting;

    /**
     * Creates it.
     *
     * @param heartbeats what sync reports that reads the streams of the tables which are to be silent
     */
    Silence(SyncHeartbeats heartbeats, Waiting waiting) {
        this.heartbeats = heartbeats;
        this.waiting = waiting;
    }

    End await(Duration window, Duration patience) throws InterruptedException {
        Window quiet = new Window(window, waiting.clock());
        return waiting.until(quiet::reason, STEP, patience);
    }

    /** The time since sync was last seen to have settled something. */
    private final class Window {
        private final Duration length;
        private final Clock clock;
        private long settled;
        private Instant since;

        private Window(Duration length, Clock clock) {
            this.length = length;
            this.clock = clock;
            this.settled = settled();
            this.since = clock.instant();
        }

        private Optional<String> reason() {
            long now = settled();
            if (now != settled) {
                settled = now;
                since = clock.instant();
                return Optional.of("until no write has arrived for " + length.toMillis() + " ms; some still do");
            }
            return Duration.between(since, clock.instant()).compareTo(length) >= 0
                    ? Optional.empty()
                    : Optional.of("until no write has arrived for " + length.toMillis() + " ms");
        }
    }

    private long settled() {
        return heartbeats
                .summary(waiting.clock().instant(), Duration.ZERO)
                .map(summary -> summary.counts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .orElse(0L);
    }
}
