package io.touchstream.local.stream;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers checkpoints as long as the process lives. */
public final class InMemoryCheckpointStore implements CheckpointStore {
    private final Map<String, String> checkpoints = new HashMap<>();
    private final Set<String> finished = new HashSet<>();
    private @Nullable Instant settledUpTo;

    @Override
    public synchronized Optional<String> load(String shardId) {
        return Optional.ofNullable(checkpoints.get(shardId));
    }

    @Override
    public synchronized void save(String shardId, String sequenceNumber) {
        checkpoints.put(shardId, sequenceNumber);
    }

    @Override
    public synchronized void finish(String shardId) {
        checkpoints.remove(shardId);
        finished.add(shardId);
    }

    @Override
    public synchronized boolean isFinished(String shardId) {
        return finished.contains(shardId);
    }

    @Override
    public synchronized Set<String> unfinished() {
        return Set.copyOf(checkpoints.keySet());
    }

    @Override
    public synchronized Optional<Instant> settledUpTo() {
        return Optional.ofNullable(settledUpTo);
    }

    @Override
    public synchronized void settledUpTo(Instant moment) {
        settledUpTo = moment;
    }

    @Override
    public synchronized void forget(String shardId) {
        checkpoints.remove(shardId);
        finished.remove(shardId);
    }
}
