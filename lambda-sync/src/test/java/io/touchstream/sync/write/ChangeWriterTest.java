package io.touchstream.sync.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.plan.ChangePlanner;
import io.touchstream.sync.plan.ForwardMapping;
import io.touchstream.sync.plan.ItemChange;
import io.touchstream.sync.write.ItemWork.State;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What becomes of a change that meets an obstacle: tried again, split, given up with all that is known of it, or left. */
class ChangeWriterTest {
    private static final WriteSettings SETTINGS = new WriteSettings(2, 5, 2, Duration.ofMillis(100));
    private static final SourceId SOURCE = new SourceId("Source/id=S:1");
    private static final SourceId OTHER = new SourceId("Source/id=S:2");
    private static final Item AT_A = item("a");
    private static final Item AT_B = item("b");
    private static final Item NOWHERE = AT_A.without("k");

    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private final List<Duration> pauses = new ArrayList<>();
    private final Counts counts = new Counts();
    private Instant now = Instant.EPOCH;
    private final Instant deadline = now.plusSeconds(60);

    @Test
    void write_putThatKeepsColliding_isTriedInEachRoundAndThenQuarantined() throws InterruptedException {
        when(client.putItem(any(PutItemRequest.class))).thenThrow(heldByAnother());

        ItemWork work = write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");

        assertThat(work.state()).isEqualTo(State.REFUSED);
        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(75), Duration.ofMillis(150), Duration.ofMillis(300), Duration.ofMillis(600));
        assertThat(counts.snapshot()).containsEntry("collision", 5L);
    }

    @Test
    void write_collision_isQuarantinedWithBothSources() throws InterruptedException {
        when(client.putItem(any(PutItemRequest.class))).thenThrow(heldByAnother());

        QuarantineEntry entry = entryOf(write(change(List.of(), AT_B, PutGuard.OLDER), "provenance"));

        assertThat(entry)
                .isEqualTo(new QuarantineEntry(
                        SOURCE,
                        Version.of(1, "7"),
                        Cause.COLLISION,
                        "another item holds the key in table Target",
                        key("b"),
                        OTHER,
                        Set.of(),
                        new QuarantineEntry.Images(null, AT_B, null),
                        now,
                        Direction.FORWARD));
        verify(client, times(5)).putItem(any(PutItemRequest.class));
    }

    /** INVARIANT 5: in the first rounds a reader finds the item under one key or the other. */
    @Test
    void write_moveThatKeepsColliding_isSplitAfterTheRoundsTogetherOnly() throws InterruptedException {
        when(client.transactWriteItems(any(TransactWriteItemsRequest.class)))
                .thenThrow(cancelled(reason("None"), heldReason()));
        when(client.putItem(any(PutItemRequest.class)))
                .thenThrow(heldByAnother())
                .thenReturn(PutItemResponse.builder().build());

        ItemWork work = write(change(List.of(AT_A), AT_B, PutGuard.OLDER), "provenance");

        assertThat(work.state()).isEqualTo(State.DONE);
        verify(client, times(2)).transactWriteItems(any(TransactWriteItemsRequest.class));
        verify(client, times(1)).deleteItem(any(DeleteItemRequest.class));
        verify(client, times(2)).putItem(any(PutItemRequest.class));
        assertThat(counts.snapshot()).isEqualTo(Map.of("collision", 3L, "splitMove", 1L, "deleted", 1L, "written", 1L));
    }

    @Test
    void write_putThatIsNoMove_isNotCountedAsSplit() throws InterruptedException {
        when(client.putItem(any(PutItemRequest.class)))
                .thenThrow(heldByAnother(), heldByAnother(), heldByAnother())
                .thenReturn(PutItemResponse.builder().build());

        write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");

        assertThat(counts.snapshot()).isEqualTo(Map.of("collision", 3L, "written", 1L));
    }

    @Test
    void write_cannotBeTransformed_isQuarantinedWithTheKeysItLeftAndItsLastImages() throws InterruptedException {
        ItemWork work = write(change(List.of(AT_B, AT_A), NOWHERE, PutGuard.OLDER), "provenance", Set.of(key("z")));

        QuarantineEntry entry = entryOf(work);
        assertThat(entry.cause()).isEqualTo(Cause.TRANSFORM_FAILED);
        assertThat(entry.detail()).contains("k");
        assertThat(entry.leftKeys()).containsExactlyInAnyOrder(key("a"), key("b"), key("z"));
        assertThat(entry.images()).isEqualTo(new QuarantineEntry.Images(AT_A, NOWHERE, null));
        assertThat(entry.target()).isNull();
        assertThat(entry.otherSource()).isNull();
        assertThat(pauses).isEmpty();
    }

    @Test
    void write_refusedAsInvalid_isQuarantinedWithTheKeysThatAreStillThere() throws InterruptedException {
        when(client.transactWriteItems(any(TransactWriteItemsRequest.class)))
                .thenThrow(cancelled(reason("None"), reason("None"), reason("ValidationError")));

        QuarantineEntry entry =
                entryOf(write(change(List.of(AT_A), AT_B, PutGuard.OLDER), "provenance", Set.of(key("z"))));

        assertThat(entry.cause()).isEqualTo(Cause.REJECTED);
        assertThat(entry.leftKeys()).containsExactlyInAnyOrder(key("a"), key("z"));
        assertThat(entry.images()).isEqualTo(new QuarantineEntry.Images(AT_A, AT_B, null));
    }

    @Test
    void write_collectionFullOrInvalid_isHopeless() throws InterruptedException {
        for (SdkException failure : List.of(
                ItemCollectionSizeLimitExceededException.builder()
                        .message("full")
                        .build(),
                failure("ValidationException"))) {
            doThrow(failure).when(client).putItem(any(PutItemRequest.class));

            assertThat(entryOf(write(change(List.of(), AT_B, PutGuard.OLDER), "provenance"))
                            .cause())
                    .isEqualTo(Cause.REJECTED);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void write_conflictOrThrottledTransaction_isTriedAgain() throws InterruptedException {
        for (SdkException failure : List.of(
                TransactionConflictException.builder().message("conflict").build(),
                cancelled(reason("TransactionConflict")),
                cancelled(reason("ThrottlingError")))) {
            doThrow(failure)
                    .doReturn(PutItemResponse.builder().build())
                    .when(client)
                    .putItem(any(PutItemRequest.class));
            pauses.clear();

            ItemWork work = write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");

            assertThat(work.state()).isEqualTo(State.DONE);
            assertThat(pauses).hasSize(1);
        }
    }

    @Test
    void write_anyOtherFailure_leavesItUnfinishedAndNamesTheObstacle() throws InterruptedException {
        assertThat(obstacleOf(failure("InternalServerError"))).isEqualTo("InternalServerError");
        assertThat(obstacleOf(SdkClientException.create("no network"))).isEqualTo("SdkClientException");
        assertThat(obstacleOf(DynamoDbException.builder().message("odd").build()))
                .isEqualTo("DynamoDbException");
        assertThat(pauses).isEmpty();
    }

    /** INVARIANT 6: what was given up is written down only when it is quarantined. */
    @Test
    void write_givenUpWithTheLedger_isNotWrittenDownYet() throws InterruptedException {
        ItemWork work = write(change(List.of(), NOWHERE, PutGuard.OLDER), "ledger");

        assertThat(entryOf(work).cause()).isEqualTo(Cause.TRANSFORM_FAILED);
        verify(client, never()).updateItem(any(UpdateItemRequest.class));
    }

    @Test
    void write_touchOfWhatIsPresent_settlesNoQuarantine() throws InterruptedException {
        assertThat(write(change(List.of(AT_B), AT_B, PutGuard.MISSING), "provenance")
                        .settlesQuarantine())
                .isTrue();

        when(client.putItem(any(PutItemRequest.class))).thenThrow(heldBy(SOURCE));
        ItemWork work = write(change(List.of(AT_B), AT_B, PutGuard.MISSING), "provenance");

        assertThat(work.state()).isEqualTo(State.DONE);
        assertThat(work.settlesQuarantine()).isFalse();
        assertThat(counts.snapshot()).containsEntry("present", 1L);
    }

    @Test
    void write_request_isBoundedByTheTimeThatIsLeft() throws InterruptedException {
        now = deadline.minusSeconds(9);
        write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");

        assertThat(timeouts()).containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void write_timeRunsOutWhileItIsPlanned_boundsTheRequestByTheLeastThatCanBe() throws InterruptedException {
        ItemWork work = new ItemWork(change(List.of(), AT_B, PutGuard.OLDER));
        writer("provenance")
                .write(
                        List.of(work),
                        any -> {
                            now = deadline.plusSeconds(1);
                            return Set.of();
                        },
                        deadline,
                        counts);

        assertThat(timeouts()).containsExactly(Duration.ofMillis(1));
    }

    @Test
    void write_deadlineReached_beginsNothing() throws InterruptedException {
        now = deadline;
        ItemWork work = write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");

        assertThat(work.state()).isEqualTo(State.UNFINISHED);
        assertThat(work.obstacle()).isEqualTo("no time was left");
        verify(client, never()).putItem(any(PutItemRequest.class));
    }

    @Test
    void write_pauseThatEndsAtTheDeadline_isNotMade() throws InterruptedException {
        when(client.putItem(any(PutItemRequest.class))).thenThrow(heldByAnother());
        now = deadline.minusMillis(75);
        ItemWork work = write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");

        assertThat(work.state()).isEqualTo(State.UNFINISHED);
        assertThat(pauses).isEmpty();
    }

    private String obstacleOf(SdkException failure) throws InterruptedException {
        doThrow(failure).when(client).putItem(any(PutItemRequest.class));
        ItemWork work = write(change(List.of(), AT_B, PutGuard.OLDER), "provenance");
        assertThat(work.state()).isEqualTo(State.UNFINISHED);
        assertThat(work.entry()).isNull();
        return Objects.requireNonNull(work.obstacle());
    }

    private List<Duration> timeouts() {
        ArgumentCaptor<PutItemRequest> sent = ArgumentCaptor.forClass(PutItemRequest.class);
        verify(client).putItem(sent.capture());
        return sent.getAllValues().stream()
                .map(put -> put.overrideConfiguration()
                        .flatMap(configuration -> configuration.apiCallTimeout())
                        .orElseThrow())
                .toList();
    }

    private static QuarantineEntry entryOf(ItemWork work) {
        assertThat(work.state()).isEqualTo(State.REFUSED);
        return Objects.requireNonNull(work.entry());
    }

    private ItemWork write(ItemChange change, String guard) throws InterruptedException {
        return write(change, guard, Set.of());
    }

    private ItemWork write(ItemChange change, String guard, Set<TargetKey> leftKeys) throws InterruptedException {
        ItemWork work = new ItemWork(change);
        writer(guard).write(List.of(work), any -> leftKeys, deadline, counts);
        return work;
    }

    private BatchWriter writer(String guard) {
        MigrationDefinition definition = MigrationLoader.parse("test.yaml", """
                name: test
                source: {tables: [Source]}
                target: {tables: {Target: {partitionKey: {k: S}}}}
                sync: {guard: %s}
                """.formatted(guard));
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenAnswer(call -> now);
        when(clock.getZone()).thenReturn(ZoneOffset.UTC);
        return new BatchWriter(
                Direction.FORWARD,
                tasks -> tasks.forEach(Runnable::run),
                new ChangePlanner(
                        new ForwardMapping(definition, Transformation.load(definition)), new Expiry(definition, clock)),
                new GuardedWriter(client, definition, new ControlTable(client, "control")),
                SETTINGS,
                clock,
                pause -> {
                    pauses.add(pause);
                    now = now.plus(pause);
                },
                // Draws the middle each time.
                () -> () -> Long.MIN_VALUE);
    }

    private static ItemChange change(List<Item> earlier, @Nullable Item after, PutGuard guard) {
        return new ItemChange(SOURCE, Version.of(1, "7"), 0, earlier, after, guard, Set.of());
    }

    private static Item item(String k) {
        return Item.of(Map.of("id", AttributeValue.fromS("1"), "k", AttributeValue.fromS(k)));
    }

    private static TargetKey key(String k) {
        return new TargetKey("Target", new ItemKey(Map.of("k", AttributeValue.fromS(k))));
    }

    private static DynamoDbException failure(String code) {
        return (DynamoDbException) DynamoDbException.builder()
                .message("failed")
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private static TransactionCanceledException cancelled(CancellationReason... reasons) {
        return TransactionCanceledException.builder()
                .message("cancelled")
                .cancellationReasons(reasons)
                .build();
    }

    private static CancellationReason reason(String code) {
        return CancellationReason.builder().code(code).build();
    }

    private static CancellationReason heldReason() {
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .item(stamped(OTHER))
                .build();
    }

    private static ConditionalCheckFailedException heldByAnother() {
        return heldBy(OTHER);
    }

    private static ConditionalCheckFailedException heldBy(SourceId source) {
        return ConditionalCheckFailedException.builder()
                .message("held")
                .item(stamped(source))
                .build();
    }

    private static Map<String, AttributeValue> stamped(SourceId source) {
        return Map.of(
                "k",
                AttributeValue.fromS("b"),
                "_touchstream",
                AttributeValue.fromM(Map.of(
                        "src", AttributeValue.fromS(source.text()),
                        "seq", AttributeValue.fromS(Version.of(1, "2").text()))));
    }
}
