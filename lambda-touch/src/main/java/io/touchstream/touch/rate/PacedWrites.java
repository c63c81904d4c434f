package io.touchstream.touch.rate;

import io.touchstream.protocol.write.Cancellation;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sends writes side by side, each at its place in the rate, and tries throttled ones again with backoff and jitter. Safe to
 * share between threads.
 */
public final class PacedWrites {
    private static final Duration PAUSE_STEP = Duration.ofMillis(500);

    private final ExecutorService pool;
    private final WriteRate rate;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Backoff backoff;
    private final BooleanSupplier stopped;

    /** One write: sends its request and tells what it consumed. */
    @FunctionalInterface
    public interface Write {
        /**
         * Sends the request once.
         *
         * @param timeLeft bounds the call
         * @return the capacity units that it consumed
         */
        double send(Duration timeLeft);
    }

    /**
     * Creates it.
     *
     * @param pool the threads on which writes are sent; they bound how many are in flight
     * @param stopped tells that no more writes are to be begun
     */
    public PacedWrites(
            ExecutorService pool,
            WriteRate rate,
            Clock clock,
            Sleeper sleeper,
            Random random,
            BooleanSupplier stopped) {
        this.pool = pool;
        this.rate = rate;
        this.clock = clock;
        this.sleeper = sleeper;
        this.backoff = new Backoff(random);
        this.stopped = stopped;
    }

    /** Returns the rate that the writes keep. */
    public WriteRate rate() {
        return rate;
    }

    /**
     * Sends all writes and waits for the last. None is in flight when this returns, or throws for another reason than an
     * interrupt.
     *
     * @return how many throttles were met
     * @throws OutOfTimeException when some could not be sent before the deadline, or before the stop
     */
    public long sendAll(List<? extends Write> writes, Instant deadline) throws OutOfTimeException {
        Deadline time = new Deadline(deadline, clock, sleeper);
        List<Callable<Long>> tasks = new ArrayList<>();
        writes.forEach(write -> tasks.add(() -> send(write, time)));
        try {
            return sum(pool.invokeAll(tasks));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        }
    }

    private static long sum(List<Future<Long>> throttles) throws OutOfTimeException, InterruptedException {
        long sum = 0;
        @Nullable OutOfTimeException late = null;
        for (Future<Long> some : throttles) {
            try {
                sum += some.get();
            } catch (ExecutionException failure) {
                late = outOfTimeOrThrow(failure);
            }
        }
        if (late != null) {
            throw late;
        }
        return sum;
    }

    private long send(Write write, Deadline deadline) throws OutOfTimeException {
        long throttled = 0;
        for (int attempt = 0; ; attempt++) {
            WriteRate.Permit permit = place(deadline);
            try {
                rate.consumed(permit, write.send(deadline.left()));
                return throttled;
            } catch (ApiCallTimeoutException timeout) {
                throw new OutOfTimeException("a request took all the time that was left");
            } catch (SdkException failure) {
                if (Cancellation.isConflict(failure)) {
                    // Another transaction has the item in hand. That says nothing about capacity.
                    rate.release(permit);
                    deadline.pause(backoff.after(attempt));
                    continue;
                }
                Optional<String> reason = Throttles.reason(failure);
                if (reason.isEmpty()) {
                    throw failure;
                }
                throttled++;
                rate.release(permit);
                rate.throttled(reason.get());
                deadline.pause(backoff.after(attempt));
            }
        }
    }

    private WriteRate.Permit place(Deadline deadline) throws OutOfTimeException {
        while (rate.isHeld()) {
            await(PAUSE_STEP, deadline);
        }
        WriteRate.Permit permit = rate.acquire();
        try {
            await(permit.delay(), deadline);
            return permit;
        } catch (OutOfTimeException late) {
            // What is not sent must not take the place of what is, or a low rate would never let anything through.
            rate.release(permit);
            throw late;
        }
    }

    /** Waits in steps, so that a stop ends even a long wait soon. */
    private void await(Duration delay, Deadline deadline) throws OutOfTimeException {
        deadline.check(delay);
        for (Duration left = delay; ; left = left.minus(PAUSE_STEP)) {
            if (stopped.getAsBoolean()) {
                throw new OutOfTimeException("stopped");
            }
            if (left.isZero() || left.isNegative()) {
                return;
            }
            deadline.pause(left.compareTo(PAUSE_STEP) < 0 ? left : PAUSE_STEP);
        }
    }

    private static OutOfTimeException outOfTimeOrThrow(ExecutionException failure) {
        if (failure.getCause() instanceof OutOfTimeException late) {
            return late;
        }
        if (failure.getCause() instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        throw new IllegalStateException(failure.getCause());
    }
}
