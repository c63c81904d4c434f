package io.touchstream.operator.finish;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for what others do, and says what it waits for whenever that changes. */
public final class Waits {
    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private final Progress progress;
    private final Clock clock;
    private final Sleeper sleeper;

    public Waits(Progress progress, Clock clock, Sleeper sleeper) {
        this.progress = progress;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Says what there still is to wait for; nothing once there is none. */
    @FunctionalInterface
    interface Reason {
        Optional<String> now();
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Waits until there is no reason to any more.
     *
     * @param step how often to look
     * @return false where the end was asked for first
     * @throws UnusableException when it takes longer than it may
     */
    boolean until(Reason reason, Duration step, Duration patience, Stop stop) throws InterruptedException {
        Instant end = clock.instant().plus(patience);
        String said = "";
        for (Optional<String> left = reason.now(); left.isPresent(); left = reason.now()) {
            if (!left.get().equals(said)) {
                said = left.get();
                progress.say("waiting: " + said);
            }
            if (clock.instant().isAfter(end)) {
                throw new UnusableException(
                        said + ", after " + patience.toMinutes() + " min: see to it, then do this again");
            }
            if (!sleep(step, stop)) {
                return false;
            }
        }
        return true;
    }

    private boolean sleep(Duration time, Stop stop) throws InterruptedException {
        for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minus(LONGEST_STEP)) {
            if (stop.isAsked()) {
                return false;
            }
            sleeper.sleep(left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP);
        }
        return !stop.isAsked();
    }
}
