package io.touchstream.sync.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.plan.ChangePlanner;
import io.touchstream.sync.plan.ForwardMapping;
import io.touchstream.sync.plan.ItemChange;
import io.touchstream.sync.write.ItemWork.State;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** What becomes of an item that keeps colliding when the time runs out between two rounds. */
class BatchWriterTest {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final MigrationDefinition DEFINITION = MigrationLoader.parse(
            "test.yaml",
            "name: test\nsource: {tables: [Source]}\ntarget: {tables: {Target: {partitionKey: {k: S}}}}\n");

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private Instant now = Instant.EPOCH;

    @AfterEach
    void close() {
        pool.shutdown();
    }

    @Test
    void write_noTimeForAnotherRound_leavesTheItemUnfinishedAndNeverPausesPastTheDeadline()
            throws InterruptedException {
        when(client.putItem(any(PutItemRequest.class)))
                .thenThrow(ConditionalCheckFailedException.builder()
                        .message("held by another")
                        .item(heldByAnother())
                        .build());
        Instant deadline = now.plus(PAUSE.multipliedBy(3));
        ItemWork work = new ItemWork(change());

        writer().write(List.of(work), item -> Set.of(), deadline, new Counts());

        assertThat(work.state()).isEqualTo(State.UNFINISHED);
        assertThat(now).isAfter(Instant.EPOCH).isBefore(deadline);
    }

    private BatchWriter writer() {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        Transformation transformation = Transformation.load(DEFINITION);
        return new BatchWriter(
                Direction.FORWARD,
                SideBySide.on(pool),
                new ChangePlanner(new ForwardMapping(DEFINITION, transformation), new Expiry(DEFINITION, clock)),
                new GuardedWriter(client, DEFINITION, new ControlTable(client, "control")),
                new WriteSettings(2, 1_000, 2, PAUSE),
                clock,
                pause -> now = now.plus(pause),
                () -> new Random(1));
    }

    private static ItemChange change() {
        Item after = Item.of(Map.of("id", AttributeValue.fromS("1"), "k", AttributeValue.fromS("a")));
        return new ItemChange(
                new SourceId("Source/id=S:1"), Version.of(1, "1"), 0, List.of(), after, PutGuard.OLDER, Set.of());
    }

    private static Map<String, AttributeValue> heldByAnother() {
        return Map.of(
                "k", AttributeValue.fromS("a"),
                "_touchstream",
                        AttributeValue.fromM(Map.of(
                                "src", AttributeValue.fromS("Source/id=S:2"),
                                "seq", AttributeValue.fromS(Version.of(1, "2").text()))));
    }
}
