package io.touchstream.touch.verify;

import io.touchstream.touch.segment.OutOfTimeException;
import java.util.concurrent.ExecutionException;

/** Brings a failure back from the thread on which it happened. */
final class Failures {
    private Failures() {}

    /**
     * Returns the runtime exception that a task failed with.
     *
     * @throws OutOfTimeException when that is what it failed with
     */
    static RuntimeException unwrapped(ExecutionException failure) throws OutOfTimeException {
        if (failure.getCause() instanceof OutOfTimeException outOfTime) {
            throw outOfTime;
        }
        if (failure.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        return new IllegalStateException("a task failed", failure);
    }
}
