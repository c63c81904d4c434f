package io.touchstream.sync.report;

import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.write.Cancellation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;

/**
 * Tells throttles from other failures for a client that waits them out, and reports them meanwhile, once a second at most:
 * the batch's own heartbeat may be minutes away, and until then the touch would go on as fast as before.
 *
 * <p>Throttles of an index show here as well: DynamoDB throttles the writes of its table. Safe to share between threads.
 */
public final class ThrottleBeats implements Predicate<Throwable> {
    private static final Duration APART = Duration.ofSeconds(1);

    private final Clock clock;
    private final Supplier<String> instance;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.EPOCH);
    private volatile @Nullable SyncHeartbeats heartbeats;
    private volatile boolean reporting;

    /**
     * Creates it; it reports nothing before it is told where to.
     *
     * @param instance names this instance of the function
     */
    public ThrottleBeats(Clock clock, Supplier<String> instance) {
        this.clock = clock;
        this.instance = instance;
    }

    /** Returns one that never reports. */
    public static ThrottleBeats silent() {
        return new ThrottleBeats(Clock.systemUTC(), () -> "");
    }

    /** Tells whether a transaction was cancelled because there was no capacity for a part of it. */
    public static boolean isThrottledTransaction(Throwable failure) {
        return failure instanceof SdkException known && Cancellation.isThrottle(known);
    }

    /** Has throttles reported from now on. */
    public void reportTo(SyncHeartbeats destination) {
        heartbeats = destination;
    }

    /** Tells whether a failed attempt was throttled. */
    @Override
    public boolean test(Throwable failure) {
        boolean throttle = isThrottledTransaction(failure)
                || (failure instanceof SdkException known && RetryUtils.isThrottlingException(known));
        if (throttle) {
            report();
        }
        return throttle;
    }

    private void report() {
        SyncHeartbeats destination = heartbeats;
        Instant now = clock.instant();
        Instant due = next.get();
        // The report itself may be throttled, and must not report that in turn.
        if (destination == null || reporting || now.isBefore(due) || !next.compareAndSet(due, now.plus(APART))) {
            return;
        }
        reporting = true;
        try {
            destination.throttled(instance.get(), now);
        } catch (SdkException unreachable) {
            // What it was to slow down goes on as before, and the write that was throttled is tried again all the same.
            return;
        } finally {
            reporting = false;
        }
    }
}
