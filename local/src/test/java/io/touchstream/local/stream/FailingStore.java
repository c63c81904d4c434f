package io.touchstream.local.stream;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A store whose first calls of each kind fail, as they do while the network is away. */
final class FailingStore implements CheckpointStore {
    private final CheckpointStore store;
    private final int times;
    private final Map<String, Integer> faults = new ConcurrentHashMap<>();

    FailingStore(CheckpointStore store, int times) {
        this.store = store;
        this.times = times;
    }

    /** Returns how many faults each kind of call met. */
    Map<String, Integer> faults() {
        return faults;
    }

    @Override
    public Optional<String> load(String shardId) {
        mayFail("load");
        return store.load(shardId);
    }

    @Override
    public void save(String shardId, String sequenceNumber) {
        mayFail("save");
        store.save(shardId, sequenceNumber);
    }

    @Override
    public void finish(String shardId) {
        mayFail("finish");
        store.finish(shardId);
    }

    @Override
    public boolean isFinished(String shardId) {
        mayFail("isFinished");
        return store.isFinished(shardId);
    }

    @Override
    public Set<String> unfinished() {
        mayFail("unfinished");
        return store.unfinished();
    }

    @Override
    public Optional<Instant> settledUpTo() {
        mayFail("settledUpTo");
        return store.settledUpTo();
    }

    @Override
    public void settledUpTo(Instant moment) {
        mayFail("settle");
        store.settledUpTo(moment);
    }

    @Override
    public void forget(String shardId) {
        mayFail("forget");
        store.forget(shardId);
    }

    private void mayFail(String call) {
        if (faults.getOrDefault(call, 0) < times) {
            faults.merge(call, 1, Integer::sum);
            throw SdkClientException.create("away");
        }
    }
}
