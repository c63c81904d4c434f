package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.TableDefinition;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.UnusableException;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class TablesIT {
    private static final String FULL = """
            partitionKey: {id: S}
            sortKey: {n: N}
            globalSecondaryIndexes:
              ByName: {partitionKey: {name: S}, projection: [b, a]}
              ByTime: {partitionKey: {day: S}, sortKey: {at: N}, projection: KEYS_ONLY}
            localSecondaryIndexes:
              Local: {sortKey: {at: N}}
            timeToLive: expires
            """;

    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final Tables tables = new Tables(client);
    private final String table = "T" + UUID.randomUUID();

    @Test
    void ensure_missingTable_isCreatedWholeAndThenLeftAlone() {
        assertThat(tables.ensure(table, definition(FULL))).isTrue();
        assertThat(timeToLive())
                .isEqualTo(TimeToLiveDescription.builder()
                        .timeToLiveStatus(TimeToLiveStatus.ENABLED)
                        .attributeName("expires")
                        .build());
        assertThat(tables.ensure(table, definition(FULL))).isFalse();
    }

    @Test
    void ensure_killedBeforeTimeToLive_switchesItOnAtTheNextRun() {
        client.createTable(new TableCreation(table, definition(FULL)).request());
        assertThat(timeToLive().timeToLiveStatus()).isEqualTo(TimeToLiveStatus.DISABLED);

        assertThat(tables.ensure(table, definition(FULL))).isFalse();
        assertThat(timeToLive().timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sortKey: {n: N}|sortKey: {n: S}|key: id S, n N, and the definition has id S, n S",
                "partitionKey: {name: S}|partitionKey: {name: B}|global index ByName: name S (INCLUDE [a, b]), and the definition has name B",
                "projection: KEYS_ONLY|projection: ALL|global index ByTime: day S, at N (KEYS_ONLY), and the definition has day S, at N (ALL)",
                "projection: [b, a]|projection: [b, c]|(INCLUDE [a, b]), and the definition has name S (INCLUDE [b, c])",
                "Local: {sortKey|Other: {sortKey|local index Local: id S, at N (ALL), and the definition has none",
                "timeToLive: expires|timeToLive: other|time to live by expires, and the definition has other",
            })
    void check_tableInAnotherShape_isRefusedWithWhatDiffers(String mine, String other, String message) {
        tables.ensure(table, definition(FULL));
        TableDescription before = tables.require(table);

        assertThatThrownBy(() -> tables.ensure(table, definition(FULL.replace(mine, other))))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("table " + table + " exists with ")
                .hasMessageContaining(message);
        assertThat(tables.require(table)).isEqualTo(before);
    }

    @Test
    void check_orderOfProjectedAttributes_isNoDifference() {
        tables.ensure(table, definition(FULL));

        assertThatCode(() -> tables.check(table, definition(FULL.replace("[b, a]", "[a, b]"))))
                .doesNotThrowAnyException();
    }

    @Test
    void ensure_provisionedCapacity_isThatOfTheDefinition() {
        tables.ensure(table, definition("""
                partitionKey: {id: S}
                globalSecondaryIndexes: {ByName: {partitionKey: {name: S}}}
                capacity: {mode: provisioned, read: {minimum: 5, maximum: 50}, write: {minimum: 7, maximum: 70}}
                """));

        TableDescription created = tables.require(table);
        assertThat(created.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
        assertThat(created.provisionedThroughput().writeCapacityUnits()).isEqualTo(7);
        assertThat(created.globalSecondaryIndexes()
                        .get(0)
                        .provisionedThroughput()
                        .writeCapacityUnits())
                .isEqualTo(7);
    }

    private TimeToLiveDescription timeToLive() {
        return client.describeTimeToLive(request -> request.tableName(table)).timeToLiveDescription();
    }

    private TableDefinition definition(String text) {
        return Objects.requireNonNull(MigrationLoader.parse(
                        "test.yaml",
                        "name: tables\nsource: {tables: [Source]}\ntarget:\n  tables:\n    " + table + ":\n"
                                + text.indent(6))
                .target()
                .tables()
                .get(table));
    }
}
