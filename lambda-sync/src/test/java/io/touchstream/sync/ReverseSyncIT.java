package io.touchstream.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Lets the application write the target once the source is fenced, and reverse sync carry it back. */
class ReverseSyncIT {
    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void reverse_updateThatKeepsProvenance_arrivesWithWhatTheSourceStillHolds() {
        sides.migrated("1", "a", "old");

        sides.updateTarget(sides.client, "a#1", "new");
        assertThat(sides.reverse().getBatchItemFailures()).isEmpty();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/new/of 1"));
        assertThat(sides.hasProvenance(sides.source, "1")).isTrue();
    }

    @Test
    void reverse_putOverAnItem_arrivesWithWhatTheSourceStillHolds() {
        sides.migrated("1", "a", "old");

        sides.putTarget(sides.client, "1", "a", "new");
        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/new/of 1"));
    }

    @Test
    void reverse_newItemAndDelete_arrive() {
        sides.migrated("1", "a", "old");

        sides.putTarget(sides.client, "2", "b", "new");
        sides.deleteTarget(sides.client, "a#1");
        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("2", "b/new/-"));
    }

    @Test
    void reverse_whatForwardSyncWrote_isLeftAlone() {
        sides.migrated("1", "a", "old");

        sides.reverse();

        assertThat(sides.hasProvenance(sides.source, "1")).isFalse();
        assertThat(sides.lines).last().asString().contains("\"echo\":1");
    }

    @Test
    void forward_whatReverseSyncWrote_isLeftAlone() {
        sides.migrated("1", "a", "old");
        sides.updateTarget(sides.client, "a#1", "new");
        sides.reverse();

        assertThat(sides.sourceRecords).hasSize(1);
        sides.forward();

        assertThat(sides.targetRecords).isEmpty();
        assertThat(sides.lines).last().asString().contains("\"echo\":1");
    }

    @Test
    void forward_onlyWhatReverseSyncWrote_isKnownToHaveBeenRead() {
        sides.putTarget(sides.client, "1", "a", "new");
        sides.reverse();

        sides.forward();

        assertThat(new SyncProgress(sides.control).settledUpTo(sides.source)).isPresent();
    }

    @Test
    void reverse_onlyWhatForwardSyncWroteBeforeIt_tellsNothingHoweverOldItIs() {
        sides.migrated("1", "a", "old");
        sides.targetRecords
                .get(0)
                .getDynamodb()
                .setApproximateCreationDateTime(
                        Date.from(Instant.now().minus(Duration.ofHours(23)).minusSeconds(60)));

        sides.reverse();

        assertThat(new SyncProgress(sides.control).settledUpTo(sides.target)).isEmpty();
        assertThat(new Soundness(sides.control, Direction.REVERSE).gap()).isEmpty();
    }

    @Test
    void reverse_olderRecordAgain_doesNotReplaceTheNewer() {
        sides.migrated("1", "a", "old");
        sides.reverse();
        sides.updateTarget(sides.client, "a#1", "first");
        sides.updateTarget(sides.client, "a#1", "second");
        List<DynamodbStreamRecord> records = TwoSides.take(sides.targetRecords);

        sides.reverse(records);
        sides.reverse(records.subList(0, 1));

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/second/of 1"));
    }

    @Test
    void reverse_deleteFromBeforeTheSwitchOfAnItemThatCameBack_deletesNothing() {
        sides.migrated("1", "a", "old");
        sides.deleteSource("1");
        sides.forward();
        sides.migrated("1", "a", "again");
        List<DynamodbStreamRecord> old = TwoSides.take(sides.targetRecords);
        sides.putTarget(sides.client, "1", "a", "new");

        for (DynamodbStreamRecord record : old) {
            sides.reverse(List.of(record));
        }
        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/again/of 1"));
        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/new/of 1"));
    }

    @Test
    void reverse_moveOfAnItem_leavesOneSourceItemInEitherOrder() {
        sides.migrated("1", "a", "old");
        sides.migrated("2", "a", "old");
        sides.reverse();
        sides.deleteTarget(sides.client, "a#1");
        sides.putTarget(sides.client, "1", "b", "new");
        sides.putTarget(sides.client, "2", "b", "new");
        sides.deleteTarget(sides.client, "a#2");

        sides.reverse();

        assertThat(sides.sourceValues()).containsOnlyKeys("1", "2");
        assertThat(sides.sourceValues().values()).allMatch(value -> value.startsWith("b/new/"));
        assertThat(sides.entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reverse_moveThatCopiesTheProvenanceAlong_arrivesInEitherOrder(boolean putFirst) {
        sides.migrated("1", "a", "old");
        sides.migrated("2", "a", "stays");
        sides.writersSwitched();
        List<DynamodbStreamRecord> forwards = TwoSides.take(sides.targetRecords);
        sides.moveTarget("a#1", "b");
        List<DynamodbStreamRecord> records = new ArrayList<>(TwoSides.take(sides.targetRecords));
        if (!putFirst) {
            Collections.reverse(records);
        }

        sides.reverse(forwards);
        records.forEach(record -> sides.reverse(List.of(record)));

        assertThat(sides.sourceValues()).containsOnlyKeys("1", "2");
        assertThat(sides.sourceValues().get("1")).startsWith("b/old/");
        assertThat(sides.hasProvenance(sides.source, "2")).isFalse();
        assertThat(sides.entries()).isEmpty();
    }

    @Test
    void reverse_moveWithItsProvenanceOverAnotherItemThatIsGoneAgain_takesTheOtherItemAway() {
        sides.migrated("1#2", "a", "old");
        sides.migrated("2", "b", "moves");
        sides.writersSwitched();
        sides.reverse();
        sides.moveTarget("b#2", "a#1");
        sides.deleteTarget(sides.client, "a#1#2");

        TwoSides.take(sides.targetRecords).forEach(record -> sides.reverse(List.of(record)));

        assertThat(sides.targetValues()).isEmpty();
        assertThat(sides.sourceValues()).isEmpty();
    }

    @Test
    void reverse_moveWithItsProvenanceToWhereItWasAndChangedMeanwhile_arrives() {
        sides.migrated("1", "a", "old");
        sides.writersSwitched();
        sides.reverse();
        sides.moveTarget("a#1", "b");
        sides.updateTarget(sides.client, "b#1", "new");
        sides.moveTarget("b#1", "a");
        List<DynamodbStreamRecord> records = TwoSides.take(sides.targetRecords);

        sides.reverse(ofKey(records, "a#1"));
        sides.reverse(ofKey(records, "b#1"));

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/new/of 1"));
    }

    @Test
    void reverse_deleteWhileWhatIsThereCannotBeUndone_isMadeOnceItCan() {
        sides.migrated("1#2", "a", "old");
        sides.reverse();
        sides.deleteTarget(sides.client, "a#1#2");
        Map<String, AttributeValue> odd = TwoSides.targetItem("2", "a#1", "odd");
        odd.remove("group");
        sides.client.putItem(request -> request.tableName(sides.target).item(odd));
        sides.reverse();
        sides.putTarget(sides.client, "2", "a#1", "new");

        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("2", "a#1/new/-"));
        assertThat(sides.entries()).isEmpty();
    }

    @Test
    void reverse_moveThatCopiesTheProvenanceAlongWhileForwardSyncIsOn_isLeftAlone() {
        sides.migrated("1", "a", "old");
        sides.writersSwitched();
        sides.tombstones().heed(Instant.now());
        sides.reverse();
        sides.moveTarget("a#1", "b");

        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/old/of 1"));
    }

    @Test
    void reverse_putOfAMoveLongBeforeItsDelete_takesTheSourceItemOver() {
        sides.migrated("1", "a", "old");
        sides.reverse();
        sides.putTarget(sides.client, "1", "b", "new");
        sides.deleteTarget(sides.client, "a#1");
        List<DynamodbStreamRecord> records = TwoSides.take(sides.targetRecords);

        sides.reverse(records.subList(0, 1));

        assertThat(sides.entries()).isEmpty();
        assertThat(sides.sourceValues().get("1")).startsWith("b/new/");
        sides.reverse(records.subList(1, 2));
        assertThat(sides.sourceValues().get("1")).startsWith("b/new/");
    }

    @Test
    void reverse_putWhileTheOtherTargetItemIsThere_isACollision() {
        sides.migrated("1", "a", "old");
        sides.reverse();
        sides.putTarget(sides.client, "1", "b", "new");

        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/old/of 1"));
        assertThat(sides.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.cause()).isEqualTo(Cause.COLLISION));
    }

    @Test
    void reverse_putOfAnItemThatIsGoneAgain_takesNothingOver() {
        sides.migrated("1", "a", "old");
        sides.reverse();
        sides.deleteTarget(sides.client, "a#1");
        sides.putTarget(sides.client, "1", "b", "new");
        sides.deleteTarget(sides.client, "b#1");
        List<DynamodbStreamRecord> records = TwoSides.take(sides.targetRecords);

        sides.reverse(records.subList(1, 2));

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/old/of 1"));
        assertThat(sides.entries()).isEmpty();
        sides.reverse(records);
        assertThat(sides.sourceValues()).isEmpty();
    }

    @Test
    void reverse_itemThatCannotBeUndone_isQuarantinedByDirectionUntilItIsRedriven() throws InterruptedException {
        Map<String, AttributeValue> odd = TwoSides.targetItem("1", "a", "odd");
        odd.put("k", TwoSides.text("no such key"));
        sides.client.putItem(request -> request.tableName(sides.target).item(odd));
        sides.putTarget(sides.client, "2", "a", "fine");

        assertThat(sides.reverse().getBatchItemFailures()).isEmpty();

        assertThat(sides.sourceValues()).containsOnlyKeys("2");
        assertThat(sides.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.direction()).isEqualTo(Direction.REVERSE);
            assertThat(entry.cause()).isEqualTo(Cause.TRANSFORM_FAILED);
            assertThat(entry.source().table()).isEqualTo(sides.target);
        });
        QuarantineEntry entry = sides.entries().get(0);
        assertThat(sides.redrive(entry)).isFalse();
        sides.client.deleteItem(
                request -> request.tableName(sides.target).key(Map.of("k", TwoSides.text("no such key"))));
        assertThat(sides.redrive(entry)).isTrue();
        assertThat(sides.entries()).isEmpty();
    }

    @Test
    void reverse_sourceItemThatNeverWentToTheTarget_isNotOverwritten() {
        Map<String, AttributeValue> locked = TwoSides.sourceItem("1", "a", "locked");
        locked.put("locked", TwoSides.text("yes"));
        sides.client.putItem(request -> request.tableName(sides.source).item(locked));

        sides.putTarget(sides.client, "1", "a", "new");
        sides.reverse();

        assertThat(sides.sourceValues()).isEqualTo(Map.of("1", "a/locked/of 1"));
        assertThat(sides.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.cause()).isEqualTo(Cause.COLLISION));
    }

    @Test
    void reverse_randomChangesWithRedeliveries_endsEqualToTheTarget() throws InterruptedException {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (String id : List.of("1", "2", "3")) {
            sides.migrated(id, "a", "old");
        }
        sides.reverse();
        for (int round = 0; round < 40; round++) {
            change(random);
            List<DynamodbStreamRecord> batch = new ArrayList<>(sides.targetRecords);
            if (random.nextInt(3) > 0) {
                sides.reverse(batch);
                // What was not acknowledged, or not known to be, comes again, with more behind it.
                if (random.nextInt(3) > 0) {
                    sides.targetRecords.removeAll(batch);
                }
            }
        }
        sides.reverse();
        for (QuarantineEntry entry : sides.entries()) {
            sides.redrive(entry);
        }

        Map<String, String> expected = new TreeMap<>();
        sides.targetValues().forEach((key, value) -> expected.put(key, value));
        Map<String, String> found = new TreeMap<>();
        sides.sourceValues().forEach((id, value) -> {
            String[] parts = value.split("/", -1);
            found.put(parts[0] + "#" + id, parts[1]);
        });
        assertThat(found).isEqualTo(expected);
        assertThat(sides.entries()).isEmpty();
    }

    private static List<DynamodbStreamRecord> ofKey(List<DynamodbStreamRecord> records, String key) {
        return records.stream()
                .filter(record -> Objects.requireNonNull(
                                record.getDynamodb().getKeys().get("k"))
                        .getS()
                        .equals(key))
                .toList();
    }

    /** One item is under one key of the target at a time, as its application has it. */
    private void change(Random random) {
        String id = Integer.toString(1 + random.nextInt(4));
        String group = random.nextBoolean() ? "a" : "b";
        String other = group.equals("a") ? "b" : "a";
        String value = "v" + random.nextInt(1_000);
        switch (random.nextInt(4)) {
            case 0 -> sides.deleteTarget(sides.client, group + "#" + id);
            case 1 -> {
                if (sides.targetValues().containsKey(group + "#" + id)) {
                    sides.updateTarget(sides.client, group + "#" + id, value);
                }
            }
            default -> {
                sides.deleteTarget(sides.client, other + "#" + id);
                sides.putTarget(sides.client, id, group, value);
            }
        }
    }
}
