package io.touchstream.touch;

import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves only when somebody sleeps. */
public final class VirtualTime extends Clock implements Sleeper {
    public static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private Instant now = START;
    private Runnable duringEach = () -> {};

    /** Has something happen during every sleep. */
    public synchronized void duringEach(Runnable event) {
        duringEach = event;
    }

    /** Returns how much time has passed. */
    public synchronized Duration passed() {
        return Duration.between(START, now);
    }

    @Override
    public synchronized void sleep(Duration duration) {
        now = now.plus(duration);
        duringEach.run();
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
