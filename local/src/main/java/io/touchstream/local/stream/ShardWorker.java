package io.touchstream.local.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Reads one shard on a thread of its own and hands its records to its lanes, until the shard ends or the mapping stops. */
final class ShardWorker {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardWorker.class);
    private static final int BATCHES_AHEAD = 4;
    private static final long NEVER = -1;

    /** The most records that one read gives. Source: API reference, GetRecords. */
    private static final int FULL_READ = 1_000;

    private final String shardId;
    private final Parts parts;
    private final Lifecycle lifecycle;
    private final Continuity continuity;
    private final Runnable onFinish;
    private final ShardProgress progress;
    private final Lanes lanes;
    private final Thread thread;
    private volatile boolean finished;
    private volatile long lastEmptyRequest = NEVER;
    private volatile long previousEmptyRequest = NEVER;
    private @Nullable Instant previousTip;
    private Instant knownFrom = Instant.EPOCH;
    private @Nullable String saved;

    ShardWorker(String shardId, Parts parts, Lifecycle lifecycle, Continuity continuity, Runnable onFinish) {
        this.shardId = shardId;
        this.parts = parts;
        this.lifecycle = lifecycle;
        this.continuity = continuity;
        this.onFinish = onFinish;
        EventSourceMappingSettings settings = parts.settings();
        this.progress = new ShardProgress(
                BATCHES_AHEAD * settings.batchSize() * settings.parallelizationFactor(),
                parts.surroundings().clock().instant());
        this.lanes = new Lanes(shardId, parts, lifecycle, progress);
        this.thread = new Thread(this::run, "shard-" + shardId);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isFinished() {
        return finished;
    }

    /** Returns whether nothing is left unsettled, and two reads in a row, both begun after the request, gave nothing. */
    boolean isCaughtUp(long request) {
        return finished || (previousEmptyRequest >= request && lastEmptyRequest >= request && progress.isDrained());
    }

    /** Returns how long ago the last moment was before which every change is settled. */
    Duration lag(Instant now) {
        Duration age = Duration.between(progress.settledUpTo(), now);
        return finished || isCaughtUp(0) || age.isNegative() ? Duration.ZERO : age;
    }

    /** Returns the time before which every change is settled, as far as it is known. */
    Optional<Instant> settledForCertain() {
        return progress.settledForCertain();
    }

    /** Saves how far this shard is settled, if that has changed. */
    synchronized void saveCheckpoint() {
        if (finished || lifecycle.isKilled()) {
            return;
        }
        progress.checkpoint().filter(checkpoint -> !checkpoint.equals(saved)).ifPresent(checkpoint -> {
            parts.checkpoints().save(shardId, checkpoint);
            saved = checkpoint;
        });
    }

    /** Ends reading at once and delivery after the invocations under way. */
    void close() {
        thread.interrupt();
        lanes.close();
    }

    void interrupt() {
        thread.interrupt();
        lanes.interrupt();
    }

    boolean join(long deadlineNanos) throws InterruptedException {
        return lanes.join(deadlineNanos);
    }

    private void run() {
        try {
            AtomicReference<@Nullable ShardCursor> opened = new AtomicReference<>();
            patiently("open", () -> opened.set(new ShardCursor(shardId, parts, continuity)));
            ShardCursor cursor = opened.get();
            while (cursor != null && !lifecycle.isStopped() && !cursor.isAtEnd()) {
                readOnce(cursor);
            }
            if (!lifecycle.isStopped()) {
                progress.awaitDrained();
                patiently("finish", this::finish);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error fault) {
            // Whatever was read is not settled, so that the next start reads it again. To go on here could leave some
            // of it out.
            LOGGER.error(
                    "shard={} worker=ended error={} note=stop-and-start-again",
                    shardId,
                    fault.getClass().getName());
        }
    }

    /** Tries until it succeeds or the mapping stops: a worker that ended on a passing fault would hold its shard up for good. */
    private void patiently(String what, Runnable step) throws InterruptedException {
        while (!lifecycle.isStopped()) {
            try {
                step.run();
                return;
            } catch (SdkException failure) {
                LOGGER.warn(
                        "shard={} {}=failed error={}",
                        shardId,
                        what,
                        failure.getClass().getName());
                pause();
            }
        }
    }

    private void readOnce(ShardCursor cursor) throws InterruptedException {
        long request = lifecycle.currentRequest();
        try {
            Instant begun = parts.surroundings().clock().instant();
            Optional<List<Record>> read = cursor.next();
            if (read.isPresent()) {
                dispatch(read.get());
                noteRead(read.get(), request);
                noteTip(read.get().size(), begun);
            }
            if (read.map(List::isEmpty).orElse(true) && !cursor.isAtEnd()) {
                pause();
            }
        } catch (ResourceNotFoundException gone) {
            // The coordinator tells the loss of a shard from that of the stream.
            LOGGER.warn("shard={} read=gone", shardId);
            pause();
        } catch (SdkException failure) {
            if (!lifecycle.isStopped()) {
                LOGGER.warn(
                        "shard={} read=failed error={}",
                        shardId,
                        failure.getClass().getName());
            }
            pause();
        }
    }

    private void dispatch(List<Record> records) throws InterruptedException {
        for (Record record : records) {
            StreamEvent event = StreamEvent.of(record, parts.streamArn()).notBefore(knownFrom);
            progress.begin(event);
            lanes.put(event);
        }
    }

    /**
     * Two reads in a row that were not full have reached the stream's newest record: what was made before the first of them
     * has been read by now.
     */
    private void noteTip(int records, Instant begun) {
        if (records >= FULL_READ) {
            previousTip = null;
            return;
        }
        if (previousTip != null) {
            progress.allRead(previousTip);
            knownFrom = previousTip;
        }
        previousTip = begun;
    }

    private void noteRead(List<Record> records, long request) {
        previousEmptyRequest = records.isEmpty() ? lastEmptyRequest : NEVER;
        lastEmptyRequest = records.isEmpty() ? request : NEVER;
    }

    private void pause() throws InterruptedException {
        Thread.sleep(parts.settings().pollInterval().toMillis());
    }

    private synchronized void finish() {
        if (lifecycle.isStopped()) {
            return;
        }
        parts.checkpoints().finish(shardId);
        lanes.close();
        finished = true;
        onFinish.run();
    }
}
