package io.touchstream.protocol.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.client.ControlRows;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** INVARIANT 8: what the application has deleted is not created again, and what it has not is written as ever. */
@ParameterizedClass
@EnumSource(GuardKind.class)
class HeededTombstonesIT {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final SourceId SOURCE = SourceId.of("Old", new ItemKey(Map.of("id", AttributeValues.string("1"))));

    private final GuardKind guard;
    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final String target = "Target" + UUID.randomUUID().toString().substring(0, 8);
    private final ControlTable control = new ControlTable(client, "control-" + target);
    private final GuardedWriter writer;

    HeededTombstonesIT(GuardKind guard) {
        this.guard = guard;
        this.writer = new GuardedWriter(client, definitionOf(guard), control);
    }

    @BeforeEach
    void create() {
        client.createTable(ControlTable.creation(control.name()));
        // The target's shape does not matter here, and the control table's will do.
        client.createTable(ControlTable.creation(target));
        bury("a");
        writer.heedTombstones();
    }

    @Test
    void write_keyOfATombstone_createsNothingAndWritesNothingDown() {
        assertThat(outcome(put("a", 5, PutGuard.OLDER))).isEqualTo(Outcome.APPLICATION_OWNED);
        assertThat(outcome(put("a", 5, PutGuard.MISSING))).isEqualTo(Outcome.APPLICATION_OWNED);
        assertThat(value("a")).isEqualTo("none");
        assertThat(writer.recorded(SOURCE)).isEmpty();
    }

    @Test
    void write_tombstoneThatMayBeTakenBack_isToBeTriedAgain() {
        pending("a", Instant.now().plusSeconds(60));

        for (PutGuard condition : List.of(PutGuard.OLDER, PutGuard.MISSING)) {
            assertThatThrownBy(() -> outcome(put("a", 5, condition))).isInstanceOf(TransactionConflictException.class);
        }
        assertThat(value("a")).isEqualTo("none");
        present("a", 4);
        assertThat(outcome(put("a", 5, PutGuard.OLDER))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void write_tombstoneWhoseTimeToBeTakenBackIsOver_createsNothing() {
        pending("a", Instant.now().minusSeconds(1));

        assertThat(outcome(put("a", 5, PutGuard.OLDER))).isEqualTo(Outcome.APPLICATION_OWNED);
    }

    @Test
    void write_noTombstone_isMade() {
        assertThat(outcome(put("b", 5, PutGuard.OLDER))).isEqualTo(Outcome.WRITTEN);
        assertThat(outcome(put("b", 6, PutGuard.OLDER))).isEqualTo(Outcome.WRITTEN);
        assertThat(value("b")).isEqualTo("6");
    }

    @Test
    void write_itemBesideATombstone_isChanged() {
        present("a", 4);

        assertThat(outcome(put("a", 5, PutGuard.OLDER))).isEqualTo(Outcome.WRITTEN);
        assertThat(value("a")).isEqualTo("5");
    }

    @Test
    void write_laterItemBesideATombstone_isStale() {
        present("a", 6);

        assertThat(outcome(put("a", 5, PutGuard.OLDER))).isEqualTo(Outcome.STALE);
        assertThat(value("a")).isEqualTo("6");
    }

    @Test
    void write_noTombstoneButALaterItemOrAnothers_isRefusedAsEver() {
        present("b", 6);
        client.putItem(request -> request.tableName(target)
                .item(new Provenance(other(), version(4))
                        .on(image("c", "4").item())
                        .attributes()));

        assertThat(outcome(put("b", 5, PutGuard.OLDER))).isEqualTo(Outcome.STALE);
        assertThat(outcome(put("c", 5, PutGuard.OLDER))).isEqualTo(Outcome.OTHER_SOURCE);
        assertThat(List.of(value("b"), value("c"))).containsExactly("6", "4");
    }

    @Test
    void write_touchOfAnItemBesideATombstone_altersNothing() {
        present("a", 4);

        assertThat(outcome(put("a", 5, PutGuard.MISSING))).isEqualTo(Outcome.PRESENT);
        assertThat(value("a")).isEqualTo("4");
    }

    @Test
    void write_replacementOfAnExactVersionBesideATombstone_isMade() {
        present("a", 4);

        assertThat(outcome(new GuardedWrite.Put(image("a", "new"), provenance(4), PutGuard.EXACTLY)))
                .isEqualTo(Outcome.WRITTEN);
        assertThat(value("a")).isEqualTo("new");
    }

    @Test
    void write_deleteOfAnItemBesideATombstone_isMade() {
        present("a", 4);

        assertThat(outcome(delete("a", 5))).isEqualTo(Outcome.DELETED);
        assertThat(value("a")).isEqualTo("none");
    }

    @Test
    void writeTogether_oneHasATombstone_noneIsMadeAndThatOneIsTold() {
        present("c", 4);

        assertThat(outcomes(delete("c", 5), put("b", 5, PutGuard.OLDER), put("a", 5, PutGuard.OLDER)))
                .containsExactly(Outcome.CANCELLED, Outcome.CANCELLED, Outcome.APPLICATION_OWNED);
        assertThat(List.of(value("a"), value("b"), value("c"))).containsExactly("none", "none", "4");
    }

    @Test
    void writeTogether_itemBesideATombstoneAndAnother_areBothMade() {
        present("a", 4);
        present("c", 4);

        assertThat(outcomes(delete("c", 5), put("b", 5, PutGuard.OLDER), put("a", 5, PutGuard.OLDER)))
                .containsExactly(Outcome.DELETED, Outcome.WRITTEN, Outcome.WRITTEN);
        assertThat(List.of(value("a"), value("b"), value("c"))).containsExactly("5", "5", "none");
    }

    @Test
    void writeTogether_twoTombstonesOfWhichOneIsBesideAnItem_noneIsMade() {
        bury("b");
        present("a", 4);

        assertThat(outcomes(put("a", 5, PutGuard.OLDER), put("b", 5, PutGuard.OLDER)))
                .containsExactly(Outcome.CANCELLED, Outcome.APPLICATION_OWNED);
        assertThat(List.of(value("a"), value("b"))).containsExactly("4", "none");
    }

    @Test
    void writeTogether_tombstoneAndAnotherSourcesItem_areToldApart() {
        client.putItem(request -> request.tableName(target)
                .item(new Provenance(other(), version(4))
                        .on(image("b", "4").item())
                        .attributes()));

        assertThat(outcomes(put("a", 5, PutGuard.OLDER), put("b", 5, PutGuard.OLDER)))
                .containsExactly(Outcome.APPLICATION_OWNED, Outcome.OTHER_SOURCE);
    }

    @Test
    void refresh_tombstonesAreToBeHeeded_areFromThenOn() {
        GuardedWriter another = new GuardedWriter(client, definitionOf(guard), control);
        another.refresh();
        int most = another.maximumTogether();
        GuardedWrite.Put large = new GuardedWrite.Put(image("b", "x".repeat(3000)), provenance(5), PutGuard.OLDER);
        double units = another.units(large);

        new Tombstones(control).heed(Instant.now());
        another.refresh();

        assertThat(another.write(put("a", 5, PutGuard.OLDER), TIME).outcome()).isEqualTo(Outcome.APPLICATION_OWNED);
        assertThat(another.maximumTogether()).isEqualTo(most / 2);
        assertThat(another.units(large)).isEqualTo(guard == GuardKind.LEDGER ? units : 2 * units);
    }

    @Test
    void refresh_tombstonesAreNotToBeHeeded_changesNothing() {
        GuardedWriter another = new GuardedWriter(client, definitionOf(guard), control);
        another.refresh();

        assertThat(another.write(put("a", 5, PutGuard.OLDER), TIME).outcome()).isEqualTo(Outcome.WRITTEN);
    }

    private static MigrationDefinition definitionOf(GuardKind guard) {
        return MigrationLoader.parse("a.yaml", """
                name: a
                source: {tables: [Old]}
                target: {tables: {New: {partitionKey: {pk: S}}}}
                sync: {guard: %s}
                """.formatted(guard.name().toLowerCase(Locale.ROOT)));
    }

    private void bury(String key) {
        client.putItem(request -> request.tableName(control.name())
                .item(ControlRows.tombstoneKey(target, key(key).key().attributes())));
    }

    private void pending(String key, Instant until) {
        Map<String, AttributeValue> row =
                new HashMap<>(ControlRows.tombstoneKey(target, key(key).key().attributes()));
        row.put(ControlRows.PENDING, AttributeValue.fromS(until.toString()));
        client.putItem(request -> request.tableName(control.name()).item(row));
    }

    private void present(String key, int sequence) {
        client.putItem(request -> request.tableName(target)
                .item(provenance(sequence)
                        .on(image(key, Integer.toString(sequence)).item())
                        .attributes()));
    }

    private Outcome outcome(GuardedWrite write) {
        return writer.write(write, TIME).outcome();
    }

    private List<Outcome> outcomes(GuardedWrite... writes) {
        return writer.writeTogether(List.of(writes), TIME).stream()
                .map(WriteResult::outcome)
                .toList();
    }

    private GuardedWrite.Put put(String key, int sequence, PutGuard condition) {
        return new GuardedWrite.Put(image(key, Integer.toString(sequence)), provenance(sequence), condition);
    }

    private GuardedWrite.Delete delete(String key, int sequence) {
        return new GuardedWrite.Delete(key(key), provenance(sequence), DeleteGuard.OLDER);
    }

    private TargetImage image(String key, String value) {
        return new TargetImage(key(key), Item.of(key(key).key().attributes()).with("v", AttributeValues.string(value)));
    }

    private String value(String key) {
        Map<String, AttributeValue> item = client.getItem(request -> request.tableName(target)
                        .key(key(key).key().attributes())
                        .consistentRead(true))
                .item();
        return item.isEmpty() ? "none" : Item.of(item).get("v").orElseThrow().s();
    }

    private static Provenance provenance(int sequence) {
        return new Provenance(SOURCE, version(sequence));
    }

    private static SourceId other() {
        return SourceId.of("Old", new ItemKey(Map.of("id", AttributeValues.string("2"))));
    }

    private static Version version(int sequence) {
        return Version.of(1, Integer.toString(sequence));
    }

    private TargetKey key(String key) {
        return new TargetKey(
                target, new ItemKey(Map.of("pk", AttributeValues.string(key), "sk", AttributeValues.string("x"))));
    }
}
