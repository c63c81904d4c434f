package io.touchstream.operator.planning;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Keeps reads within a rate: each read waits until those before it are paid for. Safe to share between threads. */
final class ReadPace {
    private static final Duration STEP = Duration.ofMillis(200);

    private final long unitsPerSecond;
    private final Clock clock;
    private final Sleeper sleeper;
    private Instant paid;

    /**
     * Creates it.
     *
     * @param unitsPerSecond the most read capacity units a second; 0 for no limit
     */
    ReadPace(long unitsPerSecond, Clock clock, Sleeper sleeper) {
        this.unitsPerSecond = unitsPerSecond;
        this.clock = clock;
        this.sleeper = sleeper;
        this.paid = clock.instant();
    }

    /** Waits for the next read's turn; returns at once where the end is asked for. */
    void await(Stop stop) throws InterruptedException {
        while (!stop.isAsked()) {
            Duration left = Duration.between(clock.instant(), paidUntil());
            if (left.isNegative() || left.isZero()) {
                return;
            }
            sleeper.sleep(left.compareTo(STEP) < 0 ? left : STEP);
        }
    }

    /** Charges a read. */
    synchronized void consumed(double units) {
        if (unitsPerSecond == 0) {
            return;
        }
        Instant now = clock.instant();
        Instant begin = paid.isBefore(now) ? now : paid;
        paid = begin.plusNanos((long) (units / unitsPerSecond * 1e9));
    }

    private synchronized Instant paidUntil() {
        return paid;
    }
}
