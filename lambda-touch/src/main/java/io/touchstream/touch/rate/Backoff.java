package io.touchstream.touch.rate;

import java.time.Duration;
import java.util.Random;

/** Draws how long to wait before a request is tried again: growing, and with full jitter. Safe to share between threads. */
public final class Backoff {
    private static final long FIRST_MILLIS = 50;
    private static final int MAXIMUM_DOUBLINGS = 8;

    private final Random random;

    public Backoff(Random random) {
        this.random = random;
    }

    /** Draws the wait after so many failures before the last one. */
    public Duration after(int failures) {
        long most = FIRST_MILLIS << Math.min(failures, MAXIMUM_DOUBLINGS);
        return Duration.ofMillis(1 + (long) (random.nextDouble() * most));
    }
}
