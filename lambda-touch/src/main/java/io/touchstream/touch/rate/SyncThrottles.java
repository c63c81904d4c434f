package io.touchstream.touch.rate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells throttles that sync has met since it was asked last: those of the target and of its indexes, which the touch never
 * meets itself. Not safe to share between threads.
 */
final class SyncThrottles {
    private final Duration recent;
    private @Nullable Instant known;

    /**
     * Creates it.
     *
     * @param recent what is older says nothing about the present
     */
    SyncThrottles(Duration recent) {
        this.recent = recent;
    }

    /** Tells whether a throttle has been reported that was not there when this was asked last. */
    boolean isNew(@Nullable Instant throttledAt, Instant now) {
        if (throttledAt == null || throttledAt.equals(known)) {
            return false;
        }
        known = throttledAt;
        return throttledAt.isAfter(now.minus(recent));
    }
}
