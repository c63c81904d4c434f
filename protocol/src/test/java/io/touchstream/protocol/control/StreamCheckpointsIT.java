package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamCheckpointsIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "checkpoints-" + UUID.randomUUID());
    private final StreamCheckpoints checkpoints = new StreamCheckpoints(control, "arn:1");

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void load_savedShard_isItsLatestUntilItIsFinished() {
        assertThat(checkpoints.load("shard-1")).isEmpty();
        assertThat(checkpoints.isFinished("shard-1")).isFalse();
        checkpoints.save("shard-1", "5");
        checkpoints.save("shard-1", "7");
        assertThat(checkpoints.load("shard-1")).contains("7");
        assertThat(checkpoints.isFinished("shard-1")).isFalse();

        checkpoints.finish("shard-1");
        assertThat(checkpoints.load("shard-1")).isEmpty();
        assertThat(checkpoints.isFinished("shard-1")).isTrue();
    }

    @Test
    void unfinished_shards_areThoseWithACheckpointOfThisStream() {
        checkpoints.save("shard-1", "5");
        checkpoints.save("shard-2", "5");
        checkpoints.save("shard-3", "5");
        checkpoints.finish("shard-2");
        new StreamCheckpoints(control, "arn:2").save("shard-4", "5");
        checkpoints.settledUpTo(AT);

        assertThat(checkpoints.unfinished()).containsExactlyInAnyOrder("shard-1", "shard-3");
        checkpoints.forget("shard-1");
        assertThat(checkpoints.unfinished()).containsExactly("shard-3");
        assertThat(checkpoints.load("shard-1")).isEmpty();
    }

    @Test
    void settledUpTo_noted_isTheStreamsOwn() {
        assertThat(checkpoints.settledUpTo()).isEmpty();
        checkpoints.settledUpTo(AT);
        checkpoints.settledUpTo(AT.plusSeconds(1));

        assertThat(checkpoints.settledUpTo()).contains(AT.plusSeconds(1));
        assertThat(new StreamCheckpoints(control, "arn:2").settledUpTo()).isEmpty();
    }
}
