package io.touchstream.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for a while, or until there is reason to stop. */
@FunctionalInterface
public interface Pause {
    /** Waits by the wall clock. */
    Pause REAL = (duration, stop) -> stop.await(duration.toNanos(), TimeUnit.NANOSECONDS);

    /** Returns whether there is reason to stop, at once if so and otherwise after the duration. */
    boolean await(Duration duration, CountDownLatch stop) throws InterruptedException;
}
