package io.touchstream.local.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** The system's clock, moved on by as much as a test says at the moment. */
final class MovableClock extends Clock {
    private final Supplier<Duration> later;

    MovableClock(Supplier<Duration> later) {
        this.later = later;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(later.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
