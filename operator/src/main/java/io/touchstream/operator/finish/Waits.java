package io.touchstream.operator.finish;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for what an end takes, where nothing can be done without it. */
public final class Waits {
    private final Waiting waiting;

    public Waits(Progress progress, Clock clock, Sleeper sleeper) {
        this.waiting = new Waiting(new Stop(), progress, clock, sleeper);
    }

    Instant now() {
        return waiting.clock().instant();
    }

    /**
     * Waits until there is no reason to any more.
     *
     * @param step how often to look
     * @return false where the end was asked for first
     * @throws UnusableException when it takes longer than it may
     */
    boolean until(Waiting.Reason reason, Duration step, Duration patience, Stop stop) throws InterruptedException {
        return switch (waiting.heeding(stop).until(reason, step, patience)) {
            case DONE -> true;
            case STOPPED -> false;
            case LATE -> {
                Optional<String> left = reason.now();
                if (left.isEmpty()) {
                    yield true;
                }
                throw new UnusableException(
                        left.get() + ", after " + patience.toMinutes() + " min: see to it, then do this again");
            }
        };
    }
}
