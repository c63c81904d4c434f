package io.touchstream.touch.verify;

import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A clock that moves only when somebody sleeps, and that runs what a test wants to happen meanwhile. */
final class ManualTime extends Clock implements Sleeper {
    static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private final List<Duration> slept = new ArrayList<>();
    private final Map<Integer, Runnable> during = new HashMap<>();
    private Runnable duringEach = () -> {};
    private Instant now = START;

    /** Has something happen during the sleep of that number, from 1. */
    void during(int sleep, Runnable event) {
        during.merge(sleep, event, (first, second) -> () -> {
            first.run();
            second.run();
        });
    }

    /** Has something happen during every sleep. */
    void duringEach(Runnable event) {
        duringEach = event;
    }

    synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }

    synchronized Duration total() {
        return slept.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public synchronized void sleep(Duration duration) {
        slept.add(duration);
        now = now.plus(duration);
        duringEach.run();
        during.getOrDefault(slept.size(), () -> {}).run();
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
