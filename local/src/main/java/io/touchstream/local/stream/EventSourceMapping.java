package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Feeds one DynamoDB stream to a handler as Lambda's event source mapping does: at least once, in order for each item, from
 * the oldest record for a shard that has no checkpoint.
 *
 * <p>What is measured may be asked for from any thread.
 */
public final class EventSourceMapping implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventSourceMapping.class);
    private static final long TICK_MILLIS = 20;
    private static final long SAVE_NANOS = 1_000_000_000L;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Parts parts;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Continuity continuity;
    private final ShardCoordinator coordinator;
    private final Instant started;
    private final Thread thread;

    EventSourceMapping(Parts parts) {
        this.parts = parts;
        this.continuity = new Continuity(parts);
        this.coordinator = new ShardCoordinator(parts, lifecycle, continuity);
        this.started = parts.surroundings().clock().instant();
        this.thread = new Thread(this::run, "event-source-mapping");
        thread.setDaemon(true);
    }

    /** Returns a builder for a mapping from a stream to a handler. The client stays the caller's, to close after the mapping. */
    public static EventSourceMappingBuilder builder(
            DynamoDbStreamsClient streams,
            String streamArn,
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        return new EventSourceMappingBuilder(new SdkStreamReader(streams, streamArn), streamArn, handler);
    }

    EventSourceMapping start() {
        thread.start();
        return this;
    }

    /** Returns how long ago, in milliseconds, the last moment was before which every change is settled; 0 when caught up. */
    public long lagMillis() {
        if (isCaughtUp()) {
            return 0;
        }
        Instant now = parts.surroundings().clock().instant();
        return coordinator.workers().stream()
                .map(worker -> worker.lag(now))
                .max(Duration::compareTo)
                .orElse(Duration.between(started, now))
                .toMillis();
    }

    /** Returns how many records are settled, by the handler or by the destination for failures. */
    public long recordsDelivered() {
        return lifecycle.delivered();
    }

    /** Returns whether the last two reads of every shard gave nothing and every record read before is settled. */
    public boolean isCaughtUp() {
        return coordinator.isCaughtUp(0);
    }

    /**
     * Waits until every record that was in the stream at the time of the call is settled. A stream that is written to faster
     * than the handler works is never idle, and so the wait ends at its limit.
     *
     * @return whether that was so within the time given
     */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        long request = lifecycle.requestCatchUp();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!coordinator.isCaughtUp(request)) {
            if (System.nanoTime() >= deadline || lifecycle.isStopped()) {
                return false;
            }
            Thread.sleep(TICK_MILLIS / 2);
        }
        return true;
    }

    /** Begins no more invocations, waits for those under way no longer than the function's timeout, and saves the checkpoints. */
    @Override
    public void close() {
        lifecycle.stop();
        thread.interrupt();
        coordinator.workers().forEach(ShardWorker::close);
        try {
            awaitInvocations();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        coordinator.workers().forEach(ShardWorker::saveCheckpoint);
    }

    /** Ends at once as by a crash: nothing is waited for and no checkpoint saved. */
    public void kill() {
        lifecycle.kill();
        thread.interrupt();
        coordinator.workers().forEach(ShardWorker::interrupt);
    }

    private void awaitInvocations() throws InterruptedException {
        long deadline = System.nanoTime()
                + parts.settings().functionTimeout().plus(GRACE).toNanos();
        thread.join(GRACE.toMillis());
        for (ShardWorker worker : coordinator.workers()) {
            worker.close();
            if (!worker.join(deadline)) {
                LOGGER.warn("invocation=abandoned");
                worker.interrupt();
            }
        }
    }

    private void run() {
        long nextDiscovery = System.nanoTime();
        long nextSave = System.nanoTime() + SAVE_NANOS;
        try {
            while (!lifecycle.isStopped()) {
                long now = System.nanoTime();
                if (now - nextDiscovery >= 0 || coordinator.isDiscoveryDue()) {
                    discover();
                    nextDiscovery =
                            now + parts.settings().shardDiscoveryInterval().toNanos();
                }
                if (now - nextSave >= 0) {
                    save();
                    nextSave = now + SAVE_NANOS;
                }
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void discover() throws InterruptedException {
        try {
            continuity.begin();
            coordinator.discover();
        } catch (RuntimeException failure) {
            tolerate("discovery", failure);
        }
    }

    private void save() throws InterruptedException {
        try {
            coordinator.workers().forEach(ShardWorker::saveCheckpoint);
            continuity.check();
            coordinator.settledUpTo().ifPresent(continuity::advance);
        } catch (RuntimeException failure) {
            tolerate("checkpoint", failure);
        }
    }

    /** Goes on after a fault that the next round may not meet: nothing is lost by a round that was left out. */
    private void tolerate(String what, RuntimeException failure) throws InterruptedException {
        if (lifecycle.isStopped()) {
            return;
        }
        LOGGER.warn("{}=failed error={}", what, failure.getClass().getName());
        Thread.sleep(parts.settings().pollInterval().toMillis());
    }
}
