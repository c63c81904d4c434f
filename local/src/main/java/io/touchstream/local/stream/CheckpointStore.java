package io.touchstream.local.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Remembers how far each shard of one stream has been settled. Called by several threads, but by one at a time for one shard. */
public interface CheckpointStore {
    /** Returns the last settled sequence number of a shard, if it has any and is not finished. */
    Optional<String> load(String shardId);

    /** Remembers that everything up to and with this sequence number is settled. */
    void save(String shardId, String sequenceNumber);

    /** Remembers that a shard is closed and every record of it is settled. */
    void finish(String shardId);

    /** Returns whether a shard was finished. */
    boolean isFinished(String shardId);

    /** Returns the shards that have a checkpoint and are not finished. */
    Set<String> unfinished();

    /** Returns the latest moment that was noted before which every change of the stream was settled, if any was. */
    Optional<Instant> settledUpTo();

    /** Notes that every change of the stream that was made before a moment is settled. */
    void settledUpTo(Instant moment);

    /** Forgets a shard that the stream no longer has. */
    void forget(String shardId);
}
