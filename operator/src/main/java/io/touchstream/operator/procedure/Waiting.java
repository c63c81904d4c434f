package io.touchstream.operator.procedure;

import io.touchstream.operator.output.Progress;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for what others do, and says what it waits for: at once, whenever that changes, and twice a minute. */
public final class Waiting {
    private static final Duration TELL = Duration.ofSeconds(30);
    /** So soon an end that is asked for is heeded. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private final Stop stop;
    private final Progress progress;
    private final Clock clock;
    private final Sleeper sleeper;

    public Waiting(Stop stop, Progress progress, Clock clock, Sleeper sleeper) {
        this.stop = stop;
        this.progress = progress;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Names how a wait may end. */
    public enum End {
        /** There was nothing left to wait for. */
        DONE,
        /** The end was asked for. */
        STOPPED,
        /** It took longer than it may. */
        LATE
    }

    /** Says what there still is to wait for; nothing once there is none. */
    @FunctionalInterface
    public interface Reason {
        Optional<String> now() throws InterruptedException;
    }

    /** Returns waits that heed another wish to end. */
    public Waiting heeding(Stop other) {
        return new Waiting(other, progress, clock, sleeper);
    }

    /** Returns what tells the time of these waits. */
    public Clock clock() {
        return clock;
    }

    /**
     * Waits until there is no reason to any more.
     *
     * @param step how often to look
     * @param atMost for how long
     */
    public End until(Reason reason, Duration step, Duration atMost) throws InterruptedException {
        Instant end = clock.instant().plus(atMost);
        String said = "";
        Instant saidAt = Instant.EPOCH;
        while (true) {
            Optional<String> waitedFor = reason.now();
            if (waitedFor.isEmpty()) {
                return End.DONE;
            }
            Instant now = clock.instant();
            if (!waitedFor.get().equals(said) || now.isAfter(saidAt.plus(TELL))) {
                said = waitedFor.get();
                saidAt = now;
                progress.say("waiting: " + said);
            }
            if (stop.isAsked()) {
                return End.STOPPED;
            }
            if (now.isAfter(end)) {
                return End.LATE;
            }
            pause(step);
        }
    }

    private void pause(Duration step) throws InterruptedException {
        for (Duration left = step;
                left.compareTo(Duration.ZERO) > 0 && !stop.isAsked();
                left = left.minus(LONGEST_STEP)) {
            sleeper.sleep(left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP);
        }
    }

    /** Waits for a time, whatever happens; an end that is asked for does not shorten it. */
    public void sleep(Duration time) throws InterruptedException {
        if (!time.isNegative() && !time.isZero()) {
            sleeper.sleep(time);
        }
    }
}
