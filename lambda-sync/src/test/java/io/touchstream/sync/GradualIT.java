package io.touchstream.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.client.ControlRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Lets the application write the target while both directions are on: with the interceptor in its client, and without. */
class GradualIT {
    private final TwoSides sides = new TwoSides();
    private final DynamoDbClient application = sides.intercepted();
    private List<DynamodbStreamRecord> late = List.of();

    @BeforeEach
    void migrate() {
        sides.migrated("1", "a", "old");
        sides.tombstones().heed(Instant.now());
        // A change of the source that will arrive after the application has moved.
        sides.putSource("1", "a", "late");
        late = TwoSides.take(sides.sourceRecords);
    }

    @AfterEach
    void close() {
        application.close();
        sides.close();
    }

    @Test
    void forward_lateChangeOfAnItemThatWasPut_isLeftOutAlsoWhenItComesTwice() {
        sides.putTarget(application, "1", "a", "mine");

        twice();

        assertThat(sides.targetValues()).isEqualTo(Map.of("a#1", "mine"));
    }

    @Test
    void forward_lateChangeOfAnItemThatWasUpdated_isLeftOutAlsoWhenItComesTwice() {
        sides.updateTarget(application, "a#1", "mine");

        twice();

        assertThat(sides.targetValues()).isEqualTo(Map.of("a#1", "mine"));
        assertThat(sides.hasProvenance(sides.target, "a#1")).isFalse();
    }

    @Test
    void forward_lateChangeOfAnItemThatWasDeleted_doesNotBringItBackAlsoWhenItComesTwice() {
        sides.deleteTarget(application, "a#1");

        twice();

        assertThat(sides.targetValues()).isEmpty();
    }

    @Test
    void forward_lateMoveOntoAKeyThatWasDeleted_doesNotBringItBack() {
        sides.putSource("1", "b", "moved");
        sides.deleteTarget(application, "b#1");

        sides.forward();

        assertThat(sides.targetValues()).doesNotContainKey("b#1");
    }

    @Test
    void forward_lateChangeOfItemsDeletedByBatchAndTransaction_doesNotBringThemBack() {
        sides.migrated("2", "a", "old");
        sides.putSource("2", "a", "late");
        late = concat(late, TwoSides.take(sides.sourceRecords));
        application.batchWriteItem(request -> request.requestItems(Map.of(
                sides.target,
                List.of(WriteRequest.builder()
                        .deleteRequest(DeleteRequest.builder()
                                .key(Map.of("k", TwoSides.text("a#1")))
                                .build())
                        .build()))));
        application.transactWriteItems(request -> request.transactItems(TransactWriteItem.builder()
                .delete(Delete.builder()
                        .tableName(sides.target)
                        .key(Map.of("k", TwoSides.text("a#2")))
                        .build())
                .build()));

        twice();

        assertThat(sides.targetValues()).isEmpty();
    }

    @Test
    void forward_changeOfAnItemWhoseDeleteDidNotComeAbout_isApplied() {
        sides.client.putItem(request -> request.tableName(sides.control.name())
                .item(ControlRows.tombstoneKey(sides.target, Map.of("k", TwoSides.text("a#1")))));

        sides.forward(late);

        assertThat(sides.targetValues()).isEqualTo(Map.of("a#1", "late"));
    }

    @Test
    void forward_changeThatMeetsADeleteWhichIsRefusedAfterwards_isApplied() {
        sides.putSource("2", "b", "late");
        Map<String, AttributeValue> row =
                new HashMap<>(ControlRows.tombstoneKey(sides.target, Map.of("k", TwoSides.text("b#2"))));
        row.put(ControlRows.PENDING, TwoSides.text(Instant.now().plusSeconds(60).toString()));
        sides.client.putItem(request -> request.tableName(sides.control.name()).item(row));
        CompletableFuture<Void> takenBack = CompletableFuture.runAsync(
                () -> sides.client.deleteItem(request -> request.tableName(sides.control.name())
                        .key(ControlRows.tombstoneKey(sides.target, Map.of("k", TwoSides.text("b#2"))))),
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));

        sides.forward();

        takenBack.join();
        assertThat(sides.targetValues()).containsEntry("b#2", "late");
    }

    @Test
    void forward_withoutTheInterceptor_losesUpdatesAndDeletes() {
        sides.migrated("2", "a", "old");
        sides.putSource("2", "a", "late");
        late = concat(late, TwoSides.take(sides.sourceRecords));
        sides.updateTarget(sides.client, "a#1", "mine");
        sides.deleteTarget(sides.client, "a#2");

        sides.forward(late);

        // This is the loss that the refusal of a gradual cut-over speaks of.
        assertThat(sides.targetValues()).isEqualTo(Map.of("a#1", "late", "a#2", "late"));
    }

    @Test
    void both_writesOnEitherSide_arriveOnTheOther() {
        sides.migrated("2", "a", "old");
        sides.migrated("3", "a", "old");
        sides.updateTarget(application, "a#1", "mine");
        sides.deleteTarget(application, "a#2");
        sides.putTarget(application, "4", "b", "new");
        sides.putSource("3", "b", "theirs");
        sides.deleteSource("9");

        sides.forward(late);
        for (int round = 0; round < 3; round++) {
            sides.forward();
            sides.reverse();
        }

        assertThat(sides.targetValues()).isEqualTo(Map.of("a#1", "mine", "b#3", "theirs", "b#4", "new"));
        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/mine/of 1", "3", "b/theirs/of 3", "4", "b/new/-"));
        assertThat(sides.targetRecords).isEmpty();
        assertThat(sides.sourceRecords).isEmpty();
        assertThat(sides.entries()).isEmpty();
    }

    @Test
    void reverse_deleteByForwardSync_isNotTakenForTheApplications() {
        sides.forward(late);
        sides.deleteSource("1");
        sides.forward();
        sides.putSource("1", "a", "again");

        // The source item has come back, and forward sync is yet to hear of it.
        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/again/of 1"));
        sides.forward();
        assertThat(sides.targetValues()).isEqualTo(Map.of("a#1", "again"));
    }

    @Test
    void announced_applicationWithTheInterceptor_isListed() {
        application.getItem(request -> request.tableName(sides.target).key(Map.of("k", TwoSides.text("a#1"))));

        assertThat(sides.tombstones().announced(Instant.now(), Duration.ofMinutes(5)))
                .singleElement()
                .satisfies(announcement -> {
                    assertThat(announcement.name()).startsWith("test/");
                    assertThat(announcement.targets()).containsExactly(sides.target);
                });
    }

    private void twice() {
        sides.forward(late);
        sides.forward(late);
    }

    private static List<DynamodbStreamRecord> concat(
            List<DynamodbStreamRecord> some, List<DynamodbStreamRecord> others) {
        List<DynamodbStreamRecord> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
