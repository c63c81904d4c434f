package io.touchstream.protocol.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Ledger;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Update;

class LedgerRequestsIT {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final int MOST = 99;

    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final String target = "Target" + UUID.randomUUID().toString().substring(0, 8);
    private final ControlTable control = new ControlTable(client, "control-" + target);
    private final SourceId source = SourceId.of("Old", new ItemKey(Map.of("id", AttributeValues.string("1"))));
    private final GuardedWriter writer = writer("ledger");

    @BeforeEach
    void create() {
        client.createTable(ControlTable.creation(control.name()));
        // The target's shape does not matter here, and the control table's will do.
        client.createTable(ControlTable.creation(target));
    }

    @Test
    void write_sameVersionAgain_isStale() {
        assertThat(outcome(put("a", 5))).isEqualTo(Outcome.WRITTEN);
        remove("a");

        assertThat(outcome(put("a", 5))).isEqualTo(Outcome.STALE);
        assertThat(found("a")).isFalse();
    }

    @Test
    void write_otherKeyOfTheSameVersion_passesOnce() {
        outcome(put("a", 5));
        assertThat(outcome(put("b", 5))).isEqualTo(Outcome.WRITTEN);
        remove("a");
        remove("b");

        assertThat(outcome(put("a", 5))).isEqualTo(Outcome.STALE);
        assertThat(outcome(put("b", 5))).isEqualTo(Outcome.STALE);
    }

    @Test
    void write_putOfTheVersionWhoseDeletesAreMade_passes() {
        outcome(put("a", 4));
        assertThat(outcome(delete("a", 5))).isEqualTo(Outcome.DELETED);

        assertThat(outcome(put("b", 5))).isEqualTo(Outcome.WRITTEN);
        assertThat(outcome(put("a", 4))).isEqualTo(Outcome.STALE);
    }

    @Test
    void write_keyThatAnEarlierVersionPut_passesAfterTheDeletes() {
        outcome(put("a", 4));
        outcome(delete("b", 5));

        assertThat(outcome(put("a", 5))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void write_delete_leavesItsRow() {
        outcome(put("a", 4));
        assertThat(outcome(delete("a", 5))).isEqualTo(Outcome.DELETED);

        assertThat(writer.recorded(source)).contains(version(5));
    }

    @Test
    void write_deleteOfAnExactVersion_asksNothingOfTheRowAndLeavesItAsItIs() {
        outcome(put("a", 4));
        writer.record(provenance(5), TIME);

        assertThat(outcome(new GuardedWrite.Delete(key("a"), provenance(4), DeleteGuard.EXACTLY)))
                .isEqualTo(Outcome.DELETED);
        assertThat(writer.recorded(source)).contains(version(5));
    }

    @Test
    void write_olderThanTheRow_supersedes() {
        outcome(put("a", 5));
        remove("a");

        WriteResult result = writer.write(put("a", 4), TIME);
        assertThat(result.supersedes(version(4))).isTrue();
        assertThat(result.supersedes(version(5))).isFalse();
    }

    @Test
    void write_copyAfterItWasTakenBack_isStale() {
        Provenance copy = new Provenance(source, Version.COPY);
        GuardedWrite.Put put = put("a", copy, PutGuard.MISSING);
        outcome(put);
        assertThat(outcome(new GuardedWrite.Delete(key("a"), copy, DeleteGuard.EXACTLY)))
                .isEqualTo(Outcome.DELETED);

        assertThat(outcome(put)).isEqualTo(Outcome.STALE);
    }

    @Test
    void write_recorded_passesAtExactlyTheRowsVersionOnly() {
        outcome(put("a", 5));
        remove("a");

        assertThat(outcome(put("a", provenance(4), PutGuard.RECORDED))).isEqualTo(Outcome.STALE);
        assertThat(outcome(put("a", provenance(6), PutGuard.RECORDED))).isEqualTo(Outcome.STALE);
        assertThat(outcome(put("a", provenance(5), PutGuard.RECORDED))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void write_recordedOntoAnothersKey_isTheOthers() {
        outcome(put("a", 5));
        SourceId other = SourceId.of("Old", new ItemKey(Map.of("id", AttributeValues.string("2"))));
        Provenance theirs = new Provenance(other, version(4));
        client.putItem(request -> request.tableName(target)
                .item(theirs.on(Item.of(key("a").key().attributes())).attributes()));

        assertThat(writer.write(put("a", provenance(5), PutGuard.RECORDED), TIME))
                .isEqualTo(new WriteResult(Outcome.OTHER_SOURCE, theirs));
    }

    @Test
    void writeTogether_oneWasPutAlready_isToldApart() {
        outcome(put("a", 5));

        assertThat(writer.writeTogether(List.of(put("a", 5), put("b", 5)), TIME))
                .extracting(WriteResult::outcome)
                .containsExactly(Outcome.STALE, Outcome.CANCELLED);
    }

    @Test
    void writeTogether_asManyAsOneTransactionTakes_fitIntoItsExpression() {
        assertThat(writer.maximumTogether()).isEqualTo(MOST);
        for (String some : List.of("a", "b")) {
            List<GuardedWrite> puts = IntStream.range(0, MOST)
                    .<GuardedWrite>mapToObj(number -> put(some + number, 5))
                    .toList();
            assertThat(writer.writeTogether(puts, TIME))
                    .extracting(WriteResult::outcome)
                    .containsOnly(Outcome.WRITTEN);
        }
    }

    /** As a request that lands once more, after its client gave it up. */
    @Test
    void further_keyThatWasPut_isRefused() {
        outcome(put("a", 5));
        Update late = new Ledger(control).further(provenance(5), List.of(key("b")));
        TargetRequests requests = new TargetRequests(client);
        assertThat(requests.transact(List.of(put("b", 5)), late, TIME)).isEmpty();
        remove("b");

        assertThat(requests.transact(List.of(put("b", 5)), late, TIME)).isPresent();
        assertThat(found("b")).isFalse();
    }

    @Test
    void record_thereIsALaterVersion_staysAsItIs() {
        outcome(put("a", 5));
        writer.record(provenance(4), TIME);
        assertThat(writer.recorded(source)).contains(version(5));

        writer.record(provenance(6), TIME);
        assertThat(writer.recorded(source)).contains(version(6));
    }

    @Test
    void write_sourceAndTargetWithTheLongestKeys_haveTheirRow() {
        String longest = "ü".repeat(1000);
        SourceId other = SourceId.of("Old", new ItemKey(Map.of("id", AttributeValues.string(longest))));
        GuardedWrite.Put put = put(longest, new Provenance(other, version(5)), PutGuard.OLDER);
        assertThat(outcome(put)).isEqualTo(Outcome.WRITTEN);
        remove(longest);

        assertThat(outcome(put)).isEqualTo(Outcome.STALE);
        assertThat(writer.recorded(other)).contains(version(5));
        assertThat(writer.recorded(source)).isEmpty();
    }

    @Test
    void units_smallItem_areTwiceThoseOfItemAndRow() {
        assertThat(writer("provenance").units(put("a", 5))).isEqualTo(1);
        assertThat(writer.units(put("a", 5))).isEqualTo(4);
        assertThat(writer.units(put("a", provenance(5), PutGuard.EXACTLY))).isEqualTo(1);
    }

    private GuardedWriter writer(String guard) {
        MigrationDefinition definition = MigrationLoader.parse(
                "a.yaml",
                "name: a\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {pk: S}}}}\nsync: {guard: "
                        + guard + "}\n");
        return new GuardedWriter(client, definition, control);
    }

    private Outcome outcome(GuardedWrite write) {
        return writer.write(write, TIME).outcome();
    }

    private GuardedWrite.Put put(String key, int sequence) {
        return put(key, provenance(sequence), PutGuard.OLDER);
    }

    private GuardedWrite.Put put(String key, Provenance provenance, PutGuard guard) {
        Item item = Item.of(key(key).key().attributes()).with("v", AttributeValues.string("x"));
        return new GuardedWrite.Put(new TargetImage(key(key), item), provenance, guard);
    }

    private GuardedWrite.Delete delete(String key, int sequence) {
        return new GuardedWrite.Delete(key(key), provenance(sequence), DeleteGuard.OLDER);
    }

    private Provenance provenance(int sequence) {
        return new Provenance(source, version(sequence));
    }

    private static Version version(int sequence) {
        return Version.of(1, Integer.toString(sequence));
    }

    private TargetKey key(String key) {
        return new TargetKey(
                target, new ItemKey(Map.of("pk", AttributeValues.string(key), "sk", AttributeValues.string("x"))));
    }

    private void remove(String key) {
        client.deleteItem(
                request -> request.tableName(target).key(key(key).key().attributes()));
    }

    private boolean found(String key) {
        return client.getItem(
                        request -> request.tableName(target).key(key(key).key().attributes()))
                .hasItem();
    }
}
