package io.touchstream.sync.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.client.ControlRows;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.plan.WritePlan;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item's plan, attempt by attempt. */
@ParameterizedClass
@EnumSource(GuardKind.class)
class ItemWritesIT {
    private static final Duration TIME = Duration.ofSeconds(30);

    private final GuardKind guard;
    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final String target = "Target" + UUID.randomUUID().toString().substring(0, 8);
    private final ControlTable control = new ControlTable(client, "control-" + target);
    private final GuardedWriter writer;
    private final Counts counts = new Counts();

    ItemWritesIT(GuardKind guard) {
        this.guard = guard;
        MigrationDefinition definition =
                MigrationLoader.parse("a.yaml", """
                name: a
                source: {tables: [Old]}
                target: {tables: {New: {partitionKey: {pk: S}}}}
                sync: {guard: %s}
                """.formatted(guard.name().toLowerCase(Locale.ROOT)));
        this.writer = new GuardedWriter(client, definition, control);
    }

    @BeforeEach
    void create() {
        client.createTable(ControlTable.creation(control.name()));
        // The target's shape does not matter here, and the control table's will do.
        client.createTable(ControlTable.creation(target));
    }

    @Test
    void attempt_put_isMadeAtOnce() {
        ItemWrites writes = writes(List.of(), List.of(put("a", 1, 5)));

        assertThat(writes.attempt(true)).isTrue();
        assertThat(keys()).containsExactly("a");
        assertThat(writes.alteredNothing()).isFalse();
        assertThat(counts.snapshot()).isEqualTo(Map.of("written", 1L));
    }

    /** A reader that looked between the rounds would find the item under neither key. */
    @Test
    void attempt_moveOntoAnothersKey_keepsTheOldKeyAsLongAsItIsTogether() {
        present(put("a", 1, 4), put("b", 2, 4));
        ItemWrites writes = writes(List.of(delete("a", 1, 5)), List.of(put("b", 1, 5)));

        assertThat(writes.attempt(true)).isFalse();
        assertThat(keys()).containsExactly("a", "b");
        assertThat(writes.deletesLeft()).extracting(GuardedWrite::key).containsExactly(key("a"));
        assertThat(Objects.requireNonNull(writes.colliding()).key()).isEqualTo(key("b"));
        assertThat(Objects.requireNonNull(writes.collision()).foundProvenance())
                .contains(new Provenance(source(2), version(4)));

        assertThat(writes.attempt(false)).isFalse();
        assertThat(keys()).containsExactly("b");
        assertThat(writes.deletesLeft()).isEmpty();

        writer.write(delete("b", 2, 6), TIME);
        assertThat(writes.attempt(false)).isTrue();
        assertThat(writes.collision()).isNull();
        assertThat(writes.colliding()).isNull();
        assertThat(keys()).containsExactly("b");
        assertThat(counts.snapshot()).isEqualTo(Map.of("collision", 2L, "deleted", 1L, "written", 1L));
    }

    @Test
    void attempt_severalPutsOfWhichOneCollides_leavesThatOneOrAllAsTheGuardSays() {
        present(put("b", 2, 4));
        ItemWrites writes = writes(List.of(), List.of(put("a", 1, 5), put("b", 1, 5)));

        assertThat(writes.attempt(true)).isFalse();
        assertThat(keys()).isEqualTo(guard == GuardKind.LEDGER ? new TreeSet<>(List.of("b")) : both());

        assertThat(writes.attempt(false)).isFalse();
        assertThat(keys()).isEqualTo(both());
    }

    @Test
    void attempt_moreDeletesThanOneTransactionTakes_makesAll() {
        int most = writer.maximumTogether();
        List<GuardedWrite.Delete> deletes = IntStream.range(0, most + 3)
                .mapToObj(number -> delete("k" + number, 1, 5))
                .toList();
        deletes.forEach(delete -> present(put(sortOf(delete), 1, 4)));

        assertThat(writes(deletes, List.of()).attempt(true)).isTrue();
        assertThat(keys()).isEmpty();
        assertThat(counts.snapshot()).isEqualTo(Map.of("deleted", most + 3L));
        assertThat(writer.recorded(source(1)).isPresent()).isEqualTo(guard == GuardKind.LEDGER);
    }

    /** What could not be made of a change is to be made of it when it comes again, so that no row may say that it was. */
    @Test
    void attempt_moreDeletesThanOneTransactionTakesAllHandedOver_areWrittenDownInTheEnd() {
        int most = writer.maximumTogether();
        List<GuardedWrite.Delete> deletes = IntStream.range(0, most + 1)
                .mapToObj(number -> delete("k" + number, 1, 5))
                .toList();
        deletes.stream().skip(1).forEach(delete -> present(put(sortOf(delete), 2, 4)));

        assertThat(writes(deletes, List.of()).attempt(true)).isTrue();
        assertThat(keys()).hasSize(most);
        assertThat(counts.snapshot()).isEqualTo(Map.of("deleted", 1L, "handedOver", (long) most));
        assertThat(writer.recorded(source(1)).isPresent()).isEqualTo(guard == GuardKind.LEDGER);
    }

    @Test
    void attempt_putOfWhatIsPresent_altersNothing() {
        present(put("a", 1, 4));
        ItemWrites writes =
                writes(List.of(), List.of(new GuardedWrite.Put(image("a"), provenance(1, 5), PutGuard.MISSING)));

        assertThat(writes.attempt(true)).isTrue();
        assertThat(writes.alteredNothing()).isTrue();
        assertThat(counts.snapshot()).isEqualTo(Map.of("present", 1L));
    }

    @Test
    void attempt_versionThatIsThereAlready_isStale() {
        present(put("a", 1, 5));
        ItemWrites writes = writes(List.of(), List.of(put("a", 1, 5)));

        assertThat(writes.attempt(true)).isTrue();
        assertThat(writes.alteredNothing()).isFalse();
        assertThat(counts.snapshot()).isEqualTo(Map.of("stale", 1L));
    }

    @Test
    void attempt_applicationsItem_isLeftAlone() {
        client.putItem(
                request -> request.tableName(target).item(image("a").item().attributes()));
        ItemWrites writes = writes(List.of(), List.of(put("a", 1, 5)));

        assertThat(writes.attempt(true)).isTrue();
        assertThat(counts.snapshot()).isEqualTo(Map.of("applicationOwned", 1L));
    }

    /** A tombstone stays beside an item where a delete was meant and did not come about. */
    @Test
    void attempt_deletedItemAndOneBesideATombstone_changesTheOneThatIsThere() {
        present(put("a", 1, 4), put("c", 1, 4));
        for (String key : List.of("a", "b")) {
            client.putItem(request -> request.tableName(control.name())
                    .item(ControlRows.tombstoneKey(target, key(key).key().attributes())));
        }
        writer.heedTombstones();
        ItemWrites writes = writes(List.of(delete("c", 1, 5)), List.of(put("a", 1, 5), put("b", 1, 5)));

        assertThat(writes.attempt(true)).isTrue();
        assertThat(keys()).containsExactly("a");
        assertThat(counts.snapshot()).isEqualTo(Map.of("applicationOwned", 1L, "deleted", 1L, "written", 1L));
    }

    @Test
    void attempt_supersededChange_putsNothingElse() {
        present(put("a", 1, 6));
        ItemWrites writes = writes(List.of(), List.of(put("a", 1, 5), put("b", 1, 5)));

        assertThat(writes.attempt(true)).isTrue();
        assertThat(keys()).containsExactly("a");
        assertThat(counts.snapshot()).isEqualTo(Map.of("stale", 1L));
    }

    @Test
    void isMove_asManyWritesAsOneTransactionTakes_isTheLimit() {
        int most = writer.maximumTogether();

        assertThat(move(most - 1, 1, 10).isMove()).isTrue();
        assertThat(move(most, 1, 10).isMove()).isFalse();
        assertThat(move(0, 1, 10).isMove()).isFalse();
        assertThat(move(1, 0, 10).isMove()).isFalse();
    }

    /** Nine tenths of a transaction's bytes, since keys and conditions take some too. */
    @Test
    void isMove_nearlyAsManyBytesAsOneTransactionTakes_isTheLimit() {
        int tenth = GuardedWriter.MAXIMUM_TRANSACTION_BYTES / 10;
        int exact = (int) (GuardedWriter.MAXIMUM_TRANSACTION_BYTES * 9L / 10) - 8 * tenth;

        assertThat(move(1, 8, tenth, exact - 1).isMove()).isTrue();
        assertThat(move(1, 8, tenth, exact).isMove()).isFalse();
    }

    private ItemWrites move(int deletes, int puts, int bytes, int... more) {
        List<GuardedWrite.Put> all = IntStream.concat(
                        IntStream.generate(() -> bytes).limit(puts), IntStream.of(more))
                .mapToObj(size ->
                        new GuardedWrite.Put(new TargetImage(key("x"), sized(size)), provenance(1, 5), PutGuard.OLDER))
                .toList();
        return writes(
                IntStream.range(0, deletes)
                        .mapToObj(number -> delete("k" + number, 1, 5))
                        .toList(),
                all);
    }

    private static Item sized(int bytes) {
        return Item.of(Map.of("v", AttributeValue.fromS("x".repeat(bytes - 1))));
    }

    private ItemWrites writes(List<GuardedWrite.Delete> deletes, List<GuardedWrite.Put> puts) {
        return new ItemWrites(writer, () -> TIME, counts, new WritePlan(deletes, puts));
    }

    private void present(GuardedWrite.Put... puts) {
        for (GuardedWrite.Put put : puts) {
            client.putItem(request -> request.tableName(target)
                    .item(put.provenance().on(put.image().item()).attributes()));
        }
    }

    private Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        client.scanPaginator(request -> request.tableName(target).consistentRead(true))
                .items()
                .forEach(item -> keys.add(Objects.requireNonNull(item.get("sk")).s()));
        return keys;
    }

    private static Set<String> both() {
        return new TreeSet<>(List.of("a", "b"));
    }

    private GuardedWrite.Put put(String key, int id, int sequence) {
        return new GuardedWrite.Put(image(key), provenance(id, sequence), PutGuard.OLDER);
    }

    private GuardedWrite.Delete delete(String key, int id, int sequence) {
        return new GuardedWrite.Delete(key(key), provenance(id, sequence), DeleteGuard.OLDER);
    }

    private TargetImage image(String key) {
        return new TargetImage(key(key), Item.of(key(key).key().attributes()));
    }

    private static Provenance provenance(int id, int sequence) {
        return new Provenance(source(id), version(sequence));
    }

    private static Version version(int sequence) {
        return Version.of(1, Integer.toString(sequence));
    }

    private static SourceId source(int id) {
        return SourceId.of("Old", new ItemKey(Map.of("id", AttributeValue.fromS(Integer.toString(id)))));
    }

    private static String sortOf(GuardedWrite write) {
        return Objects.requireNonNull(write.key().key().attributes().get("sk")).s();
    }

    private TargetKey key(String key) {
        return new TargetKey(
                target, new ItemKey(Map.of("pk", AttributeValue.fromS("p"), "sk", AttributeValue.fromS(key))));
    }
}
