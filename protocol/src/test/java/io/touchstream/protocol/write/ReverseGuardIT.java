package io.touchstream.protocol.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.transformation.InverseTransformation;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Writes to the source for target items: source items have the key {@code id}, and go to the target under {@code k}. */
class ReverseGuardIT {
    private static final Duration TIME = Duration.ofSeconds(30);

    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String source = "Source" + suffix;
    private final String target = "Target" + suffix;
    private final MigrationDefinition definition = MigrationLoader.parse("a.yaml", """
            name: a
            source: {tables: [%s]}
            target: {tables: {%s: {partitionKey: {k: S}}}}
            transform: {rules: [{when: {locked: {exists: true}}, drop: true}]}
            """.formatted(source, target));
    private final ReverseTransformation transformation = new ReverseTransformation(
            definition,
            InverseTransformation.load(
                    definition,
                    Map.of(source, new KeySchema(new KeyAttribute("id", io.touchstream.item.KeyType.S), null))));
    private final GuardedWriter writer = GuardedWriter.reverse(client, transformation);

    @BeforeEach
    void create() {
        create(source, "id");
        create(target, "k");
        putTarget("a");
    }

    @Test
    void write_noSourceItem_isMade() {
        assertThat(outcome(put("1", "a", 5))).isEqualTo(Outcome.WRITTEN);
        assertThat(found("1")).isEqualTo(new Provenance(id("a"), version(5)).on(item("1", "a", "5")));
        assertThat(outcome(delete("2", "a", 5))).isEqualTo(Outcome.DELETED);
    }

    @Test
    void write_sourceItemThatYieldsTheTargetItem_countsAsItsCopy() {
        putSource(item("1", "a", "old"));

        assertThat(outcome(put("1", "a", 5))).isEqualTo(Outcome.WRITTEN);
        assertThat(outcome(delete("1", "a", 6))).isEqualTo(Outcome.DELETED);
        assertThat(found("1").attributes()).isEmpty();
    }

    @Test
    void write_olderOrTheSameVersionAgain_isStale() {
        outcome(put("1", "a", 5));

        assertThat(writer.write(put("1", "a", 4), TIME))
                .isEqualTo(new WriteResult(Outcome.STALE, new Provenance(id("a"), version(5))));
        assertThat(outcome(put("1", "a", 5))).isEqualTo(Outcome.STALE);
        assertThat(outcome(delete("1", "a", 4))).isEqualTo(Outcome.STALE);
        assertThat(outcome(put("1", "a", 6))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void write_sourceItemOfAnotherTargetItemThatIsThere_isRefused() {
        putTarget("b");
        putSource(item("1", "b", "theirs"));

        assertThat(writer.write(put("1", "a", 5), TIME))
                .isEqualTo(new WriteResult(Outcome.OTHER_SOURCE, new Provenance(id("b"), Version.COPY)));
        assertThat(outcome(delete("1", "a", 5))).isEqualTo(Outcome.OTHER_SOURCE);
        assertThat(found("1")).isEqualTo(item("1", "b", "theirs"));
    }

    @Test
    void write_sourceItemOfATargetItemThatIsGone_isTakenOver() {
        putSource(item("1", "b", "theirs"));

        assertThat(outcome(delete("1", "a", 5))).isEqualTo(Outcome.OTHER_SOURCE);
        assertThat(outcome(put("1", "a", 5))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void write_contestedForATargetItemThatIsGoneItself_isStale() {
        putSource(item("1", "b", "theirs"));

        assertThat(outcome(put("1", "c", 5))).isEqualTo(Outcome.STALE);
        assertThat(found("1")).isEqualTo(item("1", "b", "theirs"));
    }

    @Test
    void write_sourceItemOfATargetItemThatHasBecomeAnothers_isTakenOver() {
        putSource(item("1", "b", "theirs"));
        putTarget(item("2", "b", "another's"));

        assertThat(outcome(put("1", "a", 5))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void write_contestedForATargetItemThatHasBecomeAnothersItself_isStale() {
        putTarget("b");
        putSource(item("1", "b", "theirs"));
        putTarget(item("2", "c", "another's"));

        assertThat(outcome(put("1", "c", 5))).isEqualTo(Outcome.STALE);
        assertThat(found("1")).isEqualTo(item("1", "b", "theirs"));
    }

    @Test
    void write_sourceItemThatNeverWentToTheTarget_isRefused() {
        Item locked = item("1", "a", "locked").with("locked", AttributeValue.fromS("x"));
        putSource(locked);

        assertThat(writer.write(put("1", "a", 5), TIME)).isEqualTo(new WriteResult(Outcome.OTHER_SOURCE, null));
        assertThat(outcome(delete("1", "a", 5))).isEqualTo(Outcome.OTHER_SOURCE);
        assertThat(found("1")).isEqualTo(locked);
    }

    @Test
    void writeTogether_oneIsRefused_noneIsMade() {
        outcome(put("1", "a", 4));
        outcome(put("2", "a", 6));

        assertThat(writer.writeTogether(List.of(delete("1", "a", 5), put("2", "a", 5)), TIME))
                .extracting(WriteResult::outcome)
                .containsExactly(Outcome.CANCELLED, Outcome.STALE);
        assertThat(found("1").attributes()).isNotEmpty();
    }

    @Test
    void writeTogether_nothingAgainstThem_areMade() {
        outcome(put("1", "a", 4));

        assertThat(writer.writeTogether(List.of(delete("1", "a", 5), put("2", "a", 5)), TIME))
                .extracting(WriteResult::outcome)
                .containsExactly(Outcome.DELETED, Outcome.WRITTEN);
        assertThat(found("1").attributes()).isEmpty();
        assertThat(found("2").attributes()).isNotEmpty();
    }

    @Test
    void write_changedBetweenReadAndWrite_isJudgedAnew() {
        outcome(put("1", "a", 4));
        AtomicInteger races = new AtomicInteger();
        GuardedWriter racing = racing(() -> {
            if (races.getAndIncrement() == 0) {
                outcome(put("1", "a", 6));
            }
        });

        assertThat(racing.write(put("1", "a", 5), TIME).outcome()).isEqualTo(Outcome.STALE);
        assertThat(found("1").get("v")).contains(AttributeValue.fromS("6"));
    }

    @Test
    void writeTogether_createdBetweenReadAndWrite_isJudgedAnew() {
        AtomicInteger races = new AtomicInteger();
        GuardedWriter racing = racing(() -> {
            if (races.getAndIncrement() == 0) {
                putSource(item("2", "a", "new"));
            }
        });

        assertThat(racing.writeTogether(List.of(delete("1", "a", 5), put("2", "a", 5)), TIME))
                .extracting(WriteResult::outcome)
                .containsExactly(Outcome.DELETED, Outcome.WRITTEN);
        assertThat(races).hasValue(2);
    }

    @Test
    void write_changedEachTime_isGivenUp() {
        AtomicInteger races = new AtomicInteger();
        GuardedWriter racing = racing(() -> {
            if (races.getAndIncrement() % 2 == 0) {
                putSource(item("1", "a", "new"));
            } else {
                client.deleteItem(request -> request.tableName(source).key(Map.of("id", AttributeValue.fromS("1"))));
            }
        });

        assertThatThrownBy(() -> racing.write(put("1", "a", 5), TIME))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("changed between each read and its write");
        assertThat(races).hasValue(5);
    }

    @Test
    void records_reverse_isNothing() {
        writer.record(new Provenance(id("a"), version(5)), TIME);

        assertThat(writer.records()).isFalse();
        assertThat(writer.recorded(id("a"))).isEmpty();
        assertThat(writer.maximumTogether()).isEqualTo(100);
        assertThat(writer.units(put("1", "a", 5))).isEqualTo(1);
    }

    /** Returns a writer in whose way something comes before each of its requests that change something. */
    private GuardedWriter racing(Runnable race) {
        DynamoDbClient racing = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, values) -> {
                    if (!method.getName().equals("getItem")) {
                        race.run();
                    }
                    try {
                        return method.invoke(client, values);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
        return GuardedWriter.reverse(racing, transformation);
    }

    private Outcome outcome(GuardedWrite write) {
        return writer.write(write, TIME).outcome();
    }

    private GuardedWrite.Put put(String id, String k, int sequence) {
        return new GuardedWrite.Put(
                new TargetImage(key(id), item(id, k, Integer.toString(sequence))),
                new Provenance(id(k), version(sequence)),
                PutGuard.OLDER);
    }

    private GuardedWrite.Delete delete(String id, String k, int sequence) {
        return new GuardedWrite.Delete(key(id), new Provenance(id(k), version(sequence)), DeleteGuard.OLDER);
    }

    private TargetKey key(String id) {
        return new TargetKey(source, new ItemKey(Map.of("id", AttributeValue.fromS(id))));
    }

    private SourceId id(String k) {
        return SourceId.of(target, new ItemKey(Map.of("k", AttributeValue.fromS(k))));
    }

    private static Item item(String id, String k, String v) {
        return Item.of(
                Map.of("id", AttributeValue.fromS(id), "k", AttributeValue.fromS(k), "v", AttributeValue.fromS(v)));
    }

    private static Version version(int sequence) {
        return Version.of(1, Integer.toString(sequence));
    }

    private void putSource(Item item) {
        client.putItem(request -> request.tableName(source).item(item.attributes()));
    }

    private void putTarget(Item item) {
        client.putItem(request -> request.tableName(target).item(item.attributes()));
    }

    private void putTarget(String k) {
        client.putItem(request -> request.tableName(target).item(Map.of("k", AttributeValue.fromS(k))));
    }

    private Item found(String id) {
        return Item.of(client.getItem(request -> request.tableName(source)
                        .key(Map.of("id", AttributeValue.fromS(id)))
                        .consistentRead(true))
                .item());
    }

    private void create(String table, String key) {
        client.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }
}
