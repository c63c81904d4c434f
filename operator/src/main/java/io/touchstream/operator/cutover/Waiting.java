package io.touchstream.operator.cutover;

import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for what others do, and says what it waits for: at once, whenever that changes, and twice a minute. */
final class Waiting {
    private static final Duration TELL = Duration.ofSeconds(30);

    private final Stop stop;
    private final Progress progress;
    private final Clock clock;
    private final Sleeper sleeper;

    Waiting(Stop stop, Progress progress, Clock clock, Sleeper sleeper) {
        this.stop = stop;
        this.progress = progress;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Names how a wait may end. */
    enum End {
        /** There was nothing left to wait for. */
        DONE,
        /** The end was asked for. */
        STOPPED,
        /** It took longer than it may. */
        LATE
    }

    /** Says what there still is to wait for; nothing once there is none. */
    @FunctionalInterface
    interface Reason {
        Optional<String> now() throws InterruptedException;
    }

    /** Returns waits that heed another wish to end. */
    Waiting heeding(Stop other) {
        return new Waiting(other, progress, clock, sleeper);
    }

    /** Returns what tells the time of these waits. */
    Clock clock() {
        return clock;
    }

    /**
     * Waits until there is no reason to any more.
     *
     * @param step how often to look
     * @param atMost for how long
     */
    End until(Reason reason, Duration step, Duration atMost) throws InterruptedException {
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
            sleeper.sleep(step);
        }
    }

    /** Waits for a time, whatever happens; an end that is asked for does not shorten it. */
    void sleep(Duration time) throws InterruptedException {
        if (!time.isNegative() && !time.isZero()) {
            sleeper.sleep(time);
        }
    }
}
