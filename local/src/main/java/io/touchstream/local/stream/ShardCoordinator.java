package io.touchstream.local.stream;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the stream's shards and has each read once the shard before it is finished. */
final class ShardCoordinator {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardCoordinator.class);

    private final Parts parts;
    private final Lifecycle lifecycle;
    private final Continuity continuity;
    private final Map<String, ShardWorker> workers = new HashMap<>();
    private boolean waiting = true;
    private Instant discovered = Instant.EPOCH;
    private long discoveredRequest = -1;
    private long finishes;
    private long finishesSeen;

    ShardCoordinator(Parts parts, Lifecycle lifecycle, Continuity continuity) {
        this.parts = parts;
        this.lifecycle = lifecycle;
        this.continuity = continuity;
    }

    /** Lists the shards, starts what may start, and lets go of what the stream no longer has. */
    void discover() {
        long request = lifecycle.currentRequest();
        long seen = finishes();
        Instant begun = parts.surroundings().clock().instant();
        List<StreamShard> shards = parts.reader().shards();
        Set<String> listed = shards.stream().map(StreamShard::id).collect(Collectors.toSet());
        reportLost(listed);
        synchronized (this) {
            dropGone(listed);
            waiting = false;
            for (StreamShard shard : shards) {
                consider(shard, listed);
            }
            discoveredRequest = request;
            finishesSeen = seen;
            discovered = begun;
        }
    }

    /** Returns whether a shard has ended, or a wait has begun, since shards were last looked for. */
    synchronized boolean isDiscoveryDue() {
        return finishesSeen != finishes || discoveredRequest < lifecycle.currentRequest();
    }

    /** Returns whether every shard that the stream had at the request is settled up to its end or its last two reads. */
    synchronized boolean isCaughtUp(long request) {
        return discoveredRequest >= request
                && finishesSeen == finishes
                && !waiting
                && workers.values().stream().allMatch(worker -> worker.isCaughtUp(request));
    }

    /**
     * Returns a moment before which every change of the stream is settled, where one is known: none is while a shard waits
     * for its parent, or was not read to its newest record yet. A shard that came after the last look holds later changes.
     */
    synchronized Optional<Instant> settledUpTo() {
        if (waiting || finishesSeen != finishes) {
            return Optional.empty();
        }
        Instant least = discovered;
        for (ShardWorker worker : workers.values()) {
            Optional<Instant> settled = worker.isFinished() ? Optional.of(least) : worker.settledForCertain();
            if (settled.isEmpty()) {
                return Optional.empty();
            }
            least = settled.get().isBefore(least) ? settled.get() : least;
        }
        return Optional.of(least);
    }

    synchronized Collection<ShardWorker> workers() {
        return List.copyOf(workers.values());
    }

    private void consider(StreamShard shard, Set<String> listed) {
        if (workers.containsKey(shard.id()) || parts.checkpoints().isFinished(shard.id())) {
            return;
        }
        String parent = shard.parentId();
        if (parent != null && listed.contains(parent) && !parts.checkpoints().isFinished(parent)) {
            waiting = true;
            return;
        }
        if (lifecycle.isStopped()) {
            return;
        }
        LOGGER.debug("shard={} state=started", shard.id());
        ShardWorker worker = new ShardWorker(shard.id(), parts, lifecycle, continuity, this::countFinish);
        workers.put(shard.id(), worker);
        worker.start();
    }

    /** Reports the shards that went out of the stream, with its retention, before they were read to their end. */
    private void reportLost(Set<String> listed) {
        Set<String> lost = new HashSet<>(parts.checkpoints().unfinished());
        synchronized (this) {
            workers.forEach((shardId, worker) -> {
                if (!worker.isFinished()) {
                    lost.add(shardId);
                }
            });
        }
        lost.removeAll(listed);
        // A shard that was settled to within the retention had nothing left to lose.
        for (String shardId : continuity.isLossPossible() ? lost : Set.<String>of()) {
            LOGGER.warn("shard={} gap=shard-gone", shardId);
            parts.gaps().gap(shardId, "The shard is gone from the stream before it was read to its end");
        }
        lost.forEach(parts.checkpoints()::forget);
    }

    private void dropGone(Set<String> listed) {
        workers.entrySet().removeIf(entry -> {
            boolean gone = !listed.contains(entry.getKey());
            if (gone) {
                entry.getValue().interrupt();
                parts.checkpoints().forget(entry.getKey());
            }
            return gone;
        });
    }

    private synchronized long finishes() {
        return finishes;
    }

    private synchronized void countFinish() {
        finishes++;
    }
}
