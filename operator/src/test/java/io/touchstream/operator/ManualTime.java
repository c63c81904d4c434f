package io.touchstream.operator;

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
public final class ManualTime extends Clock implements Sleeper {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-11-27T08:00:30Z");
    private Runnable next = () -> {};

    /** Has something happen to whoever looks at the time next. */
    public void onNextLook(Runnable event) {
        next = event;
    }

    /** Returns waiting by this clock, whose progress is kept. */
    public Waiting waiting(Stop stop) {
        return new Waiting(stop, new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false), this, this);
    }

    /** Returns the progress told by what waited. */
    public String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Instant instant() {
        Runnable event = next;
        next = () -> {};
        event.run();
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
