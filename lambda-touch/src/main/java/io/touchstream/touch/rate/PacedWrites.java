package io.touchstream.touch.rate;

import io.touchstream.touch.segment.OutOfTimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sends writes side by side, each at its place in the rate, and tries throttled ones again with backoff and jitter. Safe to
 * share between threads.
 */
public final class PacedWrites {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final int MAXIMUM_DOUBLINGS = 8;

    private final ExecutorService pool;
    private final WriteRate rate;
    private final Clock clock;
    private final Pause pause;

    /** Waits. Injected, so that tests need not. */
    @FunctionalInterface
    public interface Pause {
        /** Waits for that long. */
        void await(Duration duration) throws InterruptedException;
    }

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

    public PacedWrites(ExecutorService pool, WriteRate rate, Clock clock, Pause pause) {
        this.pool = pool;
        this.rate = rate;
        this.clock = clock;
        this.pause = pause;
    }

    /** Returns the rate that the writes keep. */
    public WriteRate rate() {
        return rate;
    }

    /**
     * Sends all writes and waits for the last. None is in flight when this returns or throws.
     *
     * @return how many throttles were met
     * @throws OutOfTimeException when some could not be sent before the deadline
     */
    public long sendAll(List<? extends Write> writes, Instant deadline) throws OutOfTimeException {
        List<Callable<Long>> tasks = new ArrayList<>();
        writes.forEach(write -> tasks.add(() -> send(write, deadline)));
        try {
            long throttles = 0;
            OutOfTimeException late = null;
            for (Future<Long> future : pool.invokeAll(tasks)) {
                try {
                    throttles += future.get();
                } catch (ExecutionException failure) {
                    late = outOfTimeOrThrow(failure);
                }
            }
            if (late != null) {
                throw late;
            }
            return throttles;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        }
    }

    private long send(Write write, Instant deadline) throws OutOfTimeException, InterruptedException {
        for (int throttles = 0; ; throttles++) {
            WriteRate.Permit permit = rate.acquire();
            waitFor(permit.delay(), deadline);
            try {
                rate.consumed(permit, write.send(timeLeft(deadline)));
                return throttles;
            } catch (SdkException failure) {
                Optional<String> reason = Throttles.reason(failure);
                if (reason.isEmpty()) {
                    throw failure;
                }
                rate.throttled(reason.get());
                waitFor(backoff(throttles), deadline);
            }
        }
    }

    private void waitFor(Duration delay, Instant deadline) throws OutOfTimeException, InterruptedException {
        if (clock.instant().plus(delay).isAfter(deadline)) {
            throw new OutOfTimeException("no time left to keep the rate");
        }
        if (!delay.isZero()) {
            pause.await(delay);
        }
    }

    private Duration timeLeft(Instant deadline) throws OutOfTimeException {
        Duration left = Duration.between(clock.instant(), deadline);
        if (left.toMillis() < 1) {
            throw new OutOfTimeException("no time left for a request");
        }
        return left;
    }

    private static Duration backoff(int throttles) {
        long most = FIRST_BACKOFF.toMillis() << Math.min(throttles, MAXIMUM_DOUBLINGS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, most + 1));
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
