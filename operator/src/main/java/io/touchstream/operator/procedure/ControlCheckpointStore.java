package io.touchstream.operator.procedure;

import io.touchstream.local.stream.CheckpointStore;
import io.touchstream.protocol.control.StreamCheckpoints;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Keeps the checkpoints of a stream in the control table, so that they outlive the process. */
record ControlCheckpointStore(StreamCheckpoints checkpoints, SyncProgress progress, String table)
        implements CheckpointStore {
    @Override
    public Optional<String> load(String shardId) {
        return checkpoints.load(shardId);
    }

    @Override
    public void save(String shardId, String sequenceNumber) {
        checkpoints.save(shardId, sequenceNumber);
    }

    @Override
    public void finish(String shardId) {
        checkpoints.finish(shardId);
    }

    @Override
    public boolean isFinished(String shardId) {
        return checkpoints.isFinished(shardId);
    }

    @Override
    public Set<String> unfinished() {
        return checkpoints.unfinished();
    }

    @Override
    public Optional<Instant> settledUpTo() {
        return checkpoints.settledUpTo();
    }

    @Override
    public void settledUpTo(Instant moment) {
        checkpoints.settledUpTo(moment);
        // For who looks from elsewhere: this mapping reads the table, however quiet that is.
        progress.advance(table, moment);
    }

    @Override
    public void forget(String shardId) {
        checkpoints.forget(shardId);
    }
}
