package io.touchstream.operator.finish;

import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes by sleeping only. */
final class ManualTime extends Clock implements Sleeper {
    /** Whether whoever looks at the time next dies of it. */
    boolean deadly;

    private Instant now = Instant.parse("2026-11-27T08:00:30Z");

    @Override
    public Instant instant() {
        if (deadly) {
            deadly = false;
            throw new CompletionIT.Crash();
        }
        return now;
    }

    @Override
    public void sleep(Duration time) {
        now = now.plus(time);
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
