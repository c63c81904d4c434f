package io.touchstream.operator.procedure;

import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.SyncSwitch;
import io.touchstream.protocol.control.SyncSwitch.Wish;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Synchronises in the directions that are wished for, in this process, and answers each wish once it is fulfilled: what is
 * not wished for has ended, with everything that it had under way.
 */
final class SyncFollower implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SyncFollower.class);
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final SyncSwitch wishes;
    private final Supplier<SyncRunner> forwardStart;
    private final Supplier<SyncRunner> reverseStart;
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sync-follower");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> polling;
    private @Nullable SyncRunner forward;
    private @Nullable SyncRunner reverse;
    private @Nullable Wish answered;
    private boolean closed;

    /** Starts what is wished for at present, and follows from then on. */
    SyncFollower(SyncSwitch wishes, Supplier<SyncRunner> forwardStart, Supplier<SyncRunner> reverseStart) {
        this.wishes = wishes;
        this.forwardStart = forwardStart;
        this.reverseStart = reverseStart;
        follow();
        polling =
                poller.scheduleAtFixedRate(this::attempt, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns what applies the source's changes to the target, where that is wished for. */
    synchronized Optional<SyncRunner> forward() {
        return Optional.ofNullable(forward);
    }

    /** A wish that cannot be read, or fulfilled, at present is not answered, and read again. */
    private void attempt() {
        try {
            follow();
        } catch (RuntimeException failure) {
            LOGGER.warn("wish=unfulfilled error={}", failure.getClass().getName());
        }
    }

    private synchronized void follow() {
        if (closed) {
            return;
        }
        Wish wish = wishes.wish();
        if (answered != null && wish.token().equals(answered.token())) {
            return;
        }
        // INVARIANT: what is not wished for has ended before the wish is answered, and so has what is to begin anew.
        if (wish.anew()) {
            apply(Directions.NONE);
        }
        apply(wish.directions());
        wishes.answer(wish);
        answered = wish;
    }

    private void apply(Directions directions) {
        forward = switched(forward, directions.forward(), forwardStart);
        reverse = switched(reverse, directions.reverse(), reverseStart);
    }

    private static @Nullable SyncRunner switched(
            @Nullable SyncRunner running, boolean wanted, Supplier<SyncRunner> start) {
        if (running == null) {
            return wanted ? start.get() : null;
        }
        if (wanted) {
            return running;
        }
        running.close();
        return null;
    }

    @Override
    public void close() {
        polling.cancel(false);
        poller.shutdown();
        synchronized (this) {
            closed = true;
            apply(Directions.NONE);
        }
    }
}
