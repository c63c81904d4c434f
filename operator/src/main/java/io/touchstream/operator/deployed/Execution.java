package io.touchstream.operator.deployed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * States how an execution of the state machine stands.
 *
 * @param name its name, which begins with its run's id
 * @param redrivable whether it can be gone on with where it ended
 * @param redrives how often it was gone on with
 * @param maxConcurrency how many segments are worked on side by side, as it was started
 * @param error the error that it failed with; null where it did not
 * @param cause why, in a sentence; null where it did not fail
 */
public record Execution(
        String name,
        Status status,
        boolean redrivable,
        int redrives,
        int maxConcurrency,
        Instant startedAt,
        @Nullable Instant stoppedAt,
        @Nullable String error,
        @Nullable String cause) {
    /** Names the states of an execution. */
    public enum Status {
        /** Under way, or about to be gone on with. */
        RUNNING,
        /** All segments are done. */
        SUCCEEDED,
        /** It ended in a Fail state, or a state failed. */
        FAILED,
        /** It took longer than it may. */
        TIMED_OUT,
        /** Somebody stopped it. */
        ABORTED
    }

    /** Returns an execution that was started just now. */
    static Execution started(String name, int maxConcurrency) {
        return new Execution(name, Status.RUNNING, false, 0, maxConcurrency, Instant.now(), null, null, null);
    }

    /** Tells whether it is under way. */
    public boolean isRunning() {
        return status == Status.RUNNING;
    }

    /** Tells whether it has done all there was to do. */
    public boolean hasSucceeded() {
        return status == Status.SUCCEEDED;
    }

    /** Returns it as it is once it is gone on with. */
    Execution redriven() {
        return new Execution(name, Status.RUNNING, false, redrives + 1, maxConcurrency, startedAt, null, null, null);
    }
}
