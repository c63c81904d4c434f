package io.touchstream.touch.segment;

import java.time.Duration;

/** Waits. Injected, so that tests need not. */
@FunctionalInterface
public interface Sleeper {
    /** The sleeper that really sleeps. */
    Sleeper REAL = duration -> Thread.sleep(duration.toMillis());

    /** Waits for that long. */
    void sleep(Duration duration) throws InterruptedException;
}
