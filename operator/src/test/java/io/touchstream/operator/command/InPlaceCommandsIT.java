package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.InPlaceRollback;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The commands on a migration within one table, against DynamoDB Local. */
class InPlaceCommandsIT {
    private static final String WORKED = "../migrations/20261127-issues-by-assignee";
    private static final String DECORATE =
            "{when: {Type: Issue}, set: {Desk: \"DESK#${Assignee}\", Sort: \"${Status}\"}}";

    /**
     * Not the shared one: DynamoDB Local has seven threads for tables with a time to live and for indexes that are added, and where
     * other tests have taken them all, an index is never built.
     */
    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.start();

    private final DynamoDbClient client = database.client();
    private final String name = "i" + UUID.randomUUID().toString().substring(0, 8);
    private final Item issue = item("1", Map.of("Type", "Issue", "Assignee", "ana", "Status", "Open"));
    private final Item other = item("2", Map.of("Type", "Note"));

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        database.close();
    }

    @BeforeEach
    void create() throws IOException {
        define(DECORATE);
        client.createTable(request -> request.tableName("T" + name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
        put(issue);
        put(other);
    }

    @Test
    void rehearse_workedMigration_isProvenUnderLiveTraffic() throws IOException {
        CapturedCommand answer =
                CapturedCommand.of("rehearse", "--migration", WORKED, "--count", "400", "--seed", "5", "--json");

        assertThat(answer.status()).describedAs(answer.out() + answer.err()).isZero();
        assertThat(answer.json().get("applicationChanges").asInt()).isPositive();
        assertThat(answer.json().at("/verify/source/equal").asInt())
                .isEqualTo(answer.json().get("sourceItems").asInt());
    }

    @Test
    void run_decoratesItemsForAnIndexThatItAdds() throws IOException {
        CapturedCommand plan = command("plan", "--full", "--json");
        assertThat(plan.status()).describedAs(plan.out() + plan.err()).isZero();
        assertThat(plan.json().at("/estimate/lanes/0/lane").asText()).isEqualTo("in-place");
        assertThat(plan.json().at("/estimate/lanes/0/sourceWriteUnits").asInt()).isEqualTo(2);

        CapturedCommand run = command("run", "--json");

        assertThat(run.status()).describedAs(run.err()).isZero();
        assertThat(run.json().at("/created/0").asText()).isEqualTo("ByDesk");
        assertThat(run.json().at("/touch/migrated").asInt()).isEqualTo(1);
        assertThat(client.query(request -> request.tableName("T" + name)
                                .indexName("ByDesk")
                                .keyConditionExpression("Desk = :desk")
                                .expressionAttributeValues(Map.of(":desk", AttributeValues.string("DESK#ana"))))
                        .count())
                .isEqualTo(1);
        assertThat(find("2")).isEqualTo(other);
        assertThat(command("verify").status()).isZero();
        assertThat(command("status").status()).isZero();
        assertThat(command("touch").status()).isZero();
        assertThat(command("run").status()).isZero();
        assertThat(command("run", "--follow").status()).isEqualTo(2);
        assertThat(command("cutover", "reads").err()).contains("in place").hasLineCount(1);
    }

    @Test
    void verify_afterOldCodeWrote_findsItAndRepairs() {
        assertThat(command("run").status()).isZero();
        client.updateItem(request -> request.tableName("T" + name)
                .key(Map.of("id", AttributeValues.string("1")))
                .updateExpression("SET Assignee = :bo")
                .expressionAttributeValues(Map.of(":bo", AttributeValues.string("bo"))));

        CapturedCommand verify = command("verify");

        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains("DIFFERENT", "Desk");
        command("verify", "--repair");
        CapturedCommand again = command("verify");
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("nothing is left to be done; rollback changes the items back");
        assertThat(find("1").get("Desk")).contains(AttributeValues.string("DESK#bo"));
    }

    @Test
    void rollBack_afterRun_givesItemsBackAndKeepsWhatWasWrittenSince() throws InterruptedException {
        assertThat(command("run").status()).isZero();
        client.updateItem(request -> request.tableName("T" + name)
                .key(Map.of("id", AttributeValues.string("1")))
                .updateExpression("SET Seen = :seen")
                .expressionAttributeValues(Map.of(":seen", AttributeValues.string("yes"))));

        assertThat(rollBack()).containsEntry("migrated", 1L);

        assertThat(find("1")).isEqualTo(issue.with("Seen", AttributeValues.string("yes")));
        assertThat(find("2")).isEqualTo(other);
        assertThat(command("verify").status()).isEqualTo(1);
        assertThat(command("run").status()).isZero();
        assertThat(command("verify").status()).isZero();
    }

    @Test
    void rollBack_itemThatDoesNotLeadBack_isQuarantined() throws InterruptedException {
        assertThat(command("run").status()).isZero();
        client.updateItem(request -> request.tableName("T" + name)
                .key(Map.of("id", AttributeValues.string("1")))
                .updateExpression("SET Desk = :own")
                .expressionAttributeValues(Map.of(":own", AttributeValues.string("own"))));

        assertThat(rollBack()).containsEntry("quarantined", 1L).containsEntry("migrated", 0L);
        assertThat(find("1").get("Desk")).contains(AttributeValues.string("own"));
    }

    @Test
    void rollBack_rulesThatRemove_isRefusedBeforeAnythingIsWritten() throws IOException {
        define("{when: {Type: Issue}, remove: [Assignee]}");

        assertThatThrownBy(this::rollBack)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("rule 1 removes [Assignee]");
    }

    @Test
    void rollback_command_changesBackAndCancels() {
        assertThat(command("run").status()).isZero();
        assertThat(command("rollback", "--delete-target").status()).isEqualTo(2);
        assertThat(command("complete").err()).contains("in place");
        assertThat(find("1").has("Desk")).isTrue();

        CapturedCommand refused = command("rollback");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("without Desk, Sort, whatever those held before", "confirm with --confirm " + name);
        assertThat(command("rollback", "--dry-run").out()).contains("without Desk");
        assertThat(find("1").has("Desk")).isTrue();

        CapturedCommand answer = command("rollback", "--confirm", name);

        assertThat(answer.status()).describedAs(answer.err()).isZero();
        assertThat(answer.out()).contains("cancelled");
        assertThat(find("1")).isEqualTo(issue);
    }

    private Map<String, Long> rollBack() throws InterruptedException {
        try (Workspace workspace = new Workspace(
                new Connection(database.endpoint(), "eu-west-1", null),
                MigrationLoader.load(folder),
                new FileImageStore(folder))) {
            InPlaceRollback.Outcome outcome =
                    new InPlaceRollback(workspace, new Stop(), new Progress(System.err, false)).rollBack();
            assertThat(outcome.done()).isTrue();
            return outcome.counts();
        }
    }

    private void define(String rule) throws IOException {
        Files.writeString(
                folder.resolve("migration.yaml"),
                "name: " + name + "\nsource: {tables: [T" + name + "]}\ntarget: {tables: {T" + name
                        + ": {partitionKey: {id: S}, globalSecondaryIndexes: {ByDesk: {partitionKey: {Desk: S}}}}}}\n"
                        + "transform: {rules: [" + rule + "]}\n");
    }

    private CapturedCommand command(String... words) {
        List<String> arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of(
                "--migration",
                folder.toString(),
                "--endpoint-url",
                database.endpoint().toString()));
        return CapturedCommand.of(arguments.toArray(String[]::new));
    }

    private void put(Item item) {
        client.putItem(request -> request.tableName("T" + name).item(item.attributes()));
    }

    private Item find(String id) {
        return Item.of(client.getItem(request -> request.tableName("T" + name)
                        .key(Map.of("id", AttributeValues.string(id)))
                        .consistentRead(true))
                .item());
    }

    private static Item item(String id, Map<String, String> attributes) {
        Item item = Item.of(Map.of("id", AttributeValues.string(id)));
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            item = item.with(attribute.getKey(), AttributeValues.string(attribute.getValue()));
        }
        return item;
    }
}
