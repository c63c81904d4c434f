package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps how far each shard of a stream is settled, where no event source mapping of AWS does. */
public final class StreamCheckpoints {
    private static final String PARTITION_PREFIX = "CHECKPOINT#";
    private static final String SEQUENCE_NUMBER = "sequenceNumber";
    private static final String FINISHED = "finished";
    private static final String SETTLED_PARTITION = "SETTLED";
    private static final String SETTLED_UP_TO = "settledUpTo";

    private final ControlTable control;
    private final String partition;

    public StreamCheckpoints(ControlTable control, String streamArn) {
        this.control = control;
        this.partition = PARTITION_PREFIX + streamArn;
    }

    /** Returns a shard's last settled sequence number, if it has any and is not finished. */
    public Optional<String> load(String shardId) {
        return control.get(partition, shardId)
                .filter(row -> !Rows.flag(row, FINISHED))
                .map(row -> Rows.text(row, SEQUENCE_NUMBER));
    }

    /** Stores that everything up to and with this sequence number is settled. */
    public void save(String shardId, String sequenceNumber) {
        control.put(partition, shardId, Map.of(SEQUENCE_NUMBER, AttributeValues.string(sequenceNumber)));
    }

    /** Stores that a shard is closed and settled to its end. */
    public void finish(String shardId) {
        control.put(partition, shardId, Map.of(FINISHED, AttributeValues.bool(true)));
    }

    /** Tells whether a shard was finished. */
    public boolean isFinished(String shardId) {
        return control.get(partition, shardId)
                .map(row -> Rows.flag(row, FINISHED))
                .orElse(false);
    }

    /** Returns the latest moment that was noted before which every change of the stream was settled, if any was. */
    public Optional<Instant> settledUpTo() {
        return control.get(SETTLED_PARTITION, partition).map(row -> Rows.instant(row, SETTLED_UP_TO));
    }

    /** Notes that every change of the stream that was made before a moment is settled. */
    public void settledUpTo(Instant moment) {
        control.put(SETTLED_PARTITION, partition, Map.of(SETTLED_UP_TO, Rows.instant(moment)));
    }

    /** Returns the shards that have a checkpoint and are not finished. */
    public Set<String> unfinished() {
        return control.query(partition)
                .filter(row -> !Rows.flag(row, FINISHED))
                .map(row -> Rows.text(row, ControlTable.SORT_KEY))
                .collect(Collectors.toSet());
    }

    /** Removes a shard that the stream no longer has. */
    public void forget(String shardId) {
        control.delete(partition, shardId);
    }
}
