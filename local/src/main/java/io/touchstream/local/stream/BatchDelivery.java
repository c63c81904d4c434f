package io.touchstream.local.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers batches of one lane, one invocation at a time, until every record is settled.
 *
 * <p>A batch that begins with another record is another batch, so its retries count from zero. Not safe for use by several
 * threads.
 */
final class BatchDelivery {
    private static final Logger LOGGER = LoggerFactory.getLogger(BatchDelivery.class);
    private static final String TOO_OLD = "RecordAgeExceeded";
    private static final String RETRIES_EXHAUSTED = "RetryAttemptsExhausted";

    private final String shardId;
    private final Parts parts;
    private final Lifecycle lifecycle;
    private final ShardProgress progress;
    private final Invoker invoker;

    BatchDelivery(String shardId, Parts parts, Lifecycle lifecycle, ShardProgress progress) {
        this.shardId = shardId;
        this.parts = parts;
        this.lifecycle = lifecycle;
        this.progress = progress;
        this.invoker = new Invoker(parts);
    }

    /** Returns when every record is settled, or when the mapping is stopped. */
    void deliver(List<StreamEvent> batch) throws InterruptedException {
        // The top of the stack always holds the oldest records: what is split off goes on top.
        Deque<Attempt> pending = new ArrayDeque<>();
        pending.push(new Attempt(batch, 0));
        while (!pending.isEmpty() && !lifecycle.isStopped()) {
            Attempt attempt = withoutOld(pending.pop());
            if (attempt.events().isEmpty()) {
                continue;
            }
            int done = invoker.invoke(attempt.events());
            settle(attempt.events().subList(0, done));
            if (done < attempt.events().size()) {
                goOn(attempt, done, pending);
            }
        }
    }

    private void goOn(Attempt attempt, int done, Deque<Attempt> pending) throws InterruptedException {
        List<StreamEvent> rest = attempt.events().subList(done, attempt.events().size());
        if (done > 0) {
            pending.push(new Attempt(rest, 0));
            pauseBefore(1);
            return;
        }
        if (parts.settings().bisectBatchOnFunctionError() && rest.size() > 1) {
            int middle = rest.size() / 2;
            pending.push(new Attempt(rest.subList(middle, rest.size()), attempt.retries()));
            pending.push(new Attempt(rest.subList(0, middle), attempt.retries()));
            return;
        }
        int limit = parts.settings().maximumRetryAttempts();
        if (limit != EventSourceMappingSettings.UNLIMITED && attempt.retries() >= limit) {
            giveUp(rest, RETRIES_EXHAUSTED);
            return;
        }
        pending.push(new Attempt(rest, attempt.retries() + 1));
        pauseBefore(attempt.retries() + 1);
    }

    private Attempt withoutOld(Attempt attempt) throws InterruptedException {
        int limit = parts.settings().maximumRecordAgeInSeconds();
        if (limit == EventSourceMappingSettings.UNLIMITED) {
            return attempt;
        }
        Instant oldest = parts.surroundings().clock().instant().minus(Duration.ofSeconds(limit));
        List<StreamEvent> old = new ArrayList<>();
        List<StreamEvent> young = new ArrayList<>();
        for (StreamEvent event : attempt.events()) {
            Instant created = event.created();
            boolean tooOld = created != null && created.isBefore(oldest);
            (tooOld ? old : young).add(event);
        }
        if (!old.isEmpty()) {
            giveUp(old, TOO_OLD);
        }
        return new Attempt(young, attempt.retries());
    }

    /** Hands records over for good. Should that fail, it is tried until it succeeds: giving up here would lose them. */
    private void giveUp(List<StreamEvent> events, String reason) throws InterruptedException {
        for (int retry = 1; !lifecycle.isStopped(); retry++) {
            try {
                parts.onFailure()
                        .accept(
                                shardId,
                                events.stream().map(StreamEvent::record).toList(),
                                reason);
                settle(events);
                return;
            } catch (RuntimeException failure) {
                LOGGER.error(
                        "destination=failed shard={} records={} error={}",
                        shardId,
                        events.size(),
                        failure.getClass().getName());
                pauseBefore(retry);
            }
        }
    }

    private void settle(List<StreamEvent> events) {
        if (lifecycle.isKilled()) {
            return;
        }
        lifecycle.countDelivered(events.size());
        progress.settle(events);
    }

    private void pauseBefore(int retry) throws InterruptedException {
        Surroundings surroundings = parts.surroundings();
        Duration delay = surroundings.backoff().delay(retry, surroundings.random());
        surroundings.pause().await(delay, lifecycle.stopSignal());
    }

    private record Attempt(List<StreamEvent> events, int retries) {}
}
