package io.touchstream.operator.cutover;

import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.touch.segment.Sleeper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on only while somebody sleeps, and what was said meanwhile. */
final class FakeTime extends Clock implements Sleeper {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-11-27T03:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public void sleep(Duration duration) {
        now = now.plus(duration);
    }

    Waiting waiting(Stop stop) {
        return new Waiting(stop, new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false), this, this);
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
