package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The command line against DynamoDB Local: what it answers, and its exit statuses. */
class CommandsIT {
    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final DynamoDbClient client = database.client();
    private final String name = "m" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_everyKindOfValue_arrivesBitForBit() throws IOException {
        define("", "k");
        createSource();
        Map<String, AttributeValue> rich = Map.of(
                "id", s("ключ-\uD83D\uDE00"),
                "k", s("x".repeat(2048)),
                "digits", AttributeValue.fromN("12345678901234567890123456789012345678"),
                "small", AttributeValue.fromN("1E-130"),
                "bytes", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 7})),
                "sets",
                        AttributeValue.fromM(Map.of(
                                "none", AttributeValue.fromM(Map.of()),
                                "ss", AttributeValue.fromSs(List.of("a", "b")),
                                "ns", AttributeValue.fromNs(List.of("1", "2.5")),
                                "bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("z"))))),
                "empty", s(""),
                "noMap", AttributeValue.fromM(Map.of()),
                "nothing", AttributeValue.fromNul(true),
                "list",
                        AttributeValue.fromL(List.of(
                                AttributeValue.fromBool(false),
                                AttributeValue.fromL(List.of()),
                                AttributeValue.fromM(Map.of()))));
        client.putItem(request -> request.tableName("S" + name).item(rich));
        Map<String, AttributeValue> large =
                Map.of("id", s("large"), "k", s("large"), "blob", s("y".repeat(399 * 1024)));
        client.putItem(request -> request.tableName("S" + name).item(large));

        CapturedCommand answer = execute("run", "--json");

        assertThat(answer.status()).describedAs(answer.err()).isZero();
        assertThat(answer.json().get("completed").asBoolean()).isTrue();
        assertThat(answer.json().get("created").get(0).asText()).isEqualTo("T" + name);
        assertThat(Item.of(target("x".repeat(2048)))).isEqualTo(Item.of(rich));
        assertThat(target("large")).isEqualTo(large);
        assertThat(execute("verify", "--settle", "1").status()).isZero();
        assertThat(execute("run", "--json").status()).isZero();
        assertThat(execute("status", "--json").status()).isZero();
    }

    @Test
    void run_twoSourcesForOneKey_reportsBothAndExitsWithOne() throws IOException {
        define("", "k");
        createSource();
        client.putItem(
                request -> request.tableName("S" + name).item(Map.of("id", s("1"), "k", s("same"), "v", s("1"))));
        client.putItem(
                request -> request.tableName("S" + name).item(Map.of("id", s("2"), "k", s("same"), "v", s("2"))));

        CapturedCommand answer = execute("run", "--json");

        assertThat(answer.status()).isEqualTo(1);
        JsonNode entry = answer.json().get("quarantine").get(0);
        assertThat(List.of(
                        entry.get("source").asText(), entry.get("otherSource").asText()))
                .containsExactlyInAnyOrder("S" + name + "/id=S:1", "S" + name + "/id=S:2");
        CapturedCommand verify = execute("verify", "--json", "--settle", "1");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.json().get("faults").get("COLLISION").asInt()).isEqualTo(1);
        assertThat(execute("quarantine", "list").status()).isEqualTo(1);
        assertThat(execute("redrive").status()).isZero();
    }

    @Test
    void verify_definitionWithAnotherMarker_isNotAccepted() throws IOException {
        define("", "k");
        createSource();
        assertThat(execute("run").status()).isZero();
        define("touch: {marker: m2}\n", "k");

        CapturedCommand answer = execute("verify", "--repair", "--accept-definition");

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("items carry migrate already").contains("rollback --untouch");
        define("", "k");
        assertThat(execute("verify", "--settle", "1").status()).isZero();
    }

    @Test
    void run_collidingKeyWithCommandsToATerminal_isPrintedOnOneLineOfItsOwn() throws IOException {
        define("", "k");
        createSource();
        for (String id : List.of("a\u001b[31m", "b\nlie")) {
            client.putItem(request -> request.tableName("S" + name).item(Map.of("id", s(id), "k", s("same"))));
        }

        CapturedCommand answer = execute("run");

        assertThat(answer.out())
                .contains("a\\u001b[31m")
                .contains("b\\u000alie")
                .doesNotContain("\u001b", "\nlie");
    }

    @Test
    void run_afterTheDefinitionChanged_isRefused() throws IOException {
        define("", "k");
        createSource();
        assertThat(execute("run").status()).isZero();
        define("transform: {rules: [{set: {extra: x}}]}\n", "k");

        CapturedCommand answer = execute("run");

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("another definition");
    }

    @Test
    void run_definitionWithAMistake_saysSoInOneLineAndWritesNothing() throws IOException {
        define("transfrom: {}\n", "k");
        createSource();

        CapturedCommand answer = execute("run");

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err().lines()).singleElement().asString().contains("migration.yaml:", "transform");
        assertThat(client.listTables().tableNames()).doesNotContain("T" + name, "touchstream-" + name);
    }

    @Test
    void run_missingSource_exitsWithThreeAndWritesNothing() throws IOException {
        define("", "k");

        CapturedCommand answer = execute("run");

        assertThat(answer.status()).isEqualTo(3);
        assertThat(answer.err().lines()).singleElement().asString().contains("S" + name);
        assertThat(client.listTables().tableNames()).doesNotContain("T" + name, "touchstream-" + name);
    }

    @Test
    void run_unreachableEndpoint_exitsWithThreeInOneLine() throws IOException {
        define("", "k");

        CapturedCommand answer =
                CapturedCommand.of("run", "--migration", folder.toString(), "--endpoint-url", "http://127.0.0.1:1");

        assertThat(answer.status()).isEqualTo(3);
        assertThat(answer.err().lines()).hasSize(1);
    }

    @Test
    void touch_whereSyncRunsElsewhere_touchesEverythingOnce() throws Exception {
        define("", "k");
        createSource();
        client.putItem(request -> request.tableName("S" + name).item(Map.of("id", s("1"), "k", s("1"))));
        assertThat(execute("touch").status()).isEqualTo(3);
        Progress progress = new Progress(System.err, false);
        try (Workspace workspace = workspace();
                MigrationRun sync = new MigrationRun(workspace, new Stop(), progress)) {
            sync.synchronise(UnaryOperator.identity(), folder, line -> {});

            CapturedCommand touched = execute("touch", "--json");
            assertThat(touched.status()).describedAs(touched.err()).isZero();
            assertThat(touched.json().get("completed").asBoolean()).isTrue();
            assertThat(touched.json().at("/touch/touched").asInt()).isEqualTo(1);
            assertThat(execute("touch", "--json").json().get("alreadyTouched").asBoolean())
                    .isTrue();
            assertThat(sync.awaitSettled()).isTrue();
        }
        assertThat(target("1")).isEqualTo(Map.of("id", s("1"), "k", s("1")));
    }

    @Test
    void touch_copyLane_neverWritesTheSource() throws Exception {
        define("touch: {lane: copy}\n", "k");
        createSource();
        Map<String, AttributeValue> item = Map.of("id", s("1"), "k", s("1"));
        client.putItem(request -> request.tableName("S" + name).item(item));
        Progress progress = new Progress(System.err, false);
        try (Workspace workspace = workspace();
                MigrationRun sync = new MigrationRun(workspace, new Stop(), progress)) {
            sync.synchronise(UnaryOperator.identity(), folder, line -> {});
            assertThat(execute("touch").status()).isZero();
            client.putItem(request -> request.tableName("T" + name)
                    .item(Map.of("k", s("1"), "id", s("1"), "v", s("wrong"), "_touchstream", copyOf("1"))));
            assertThat(execute("verify", "--settle", "1").status()).isEqualTo(1);
            assertThat(execute("verify", "--repair", "--settle", "1").out()).contains("COPIED=1");
            assertThat(execute("verify", "--settle", "1").status()).isZero();
        }
        assertThat(target("1")).isEqualTo(item);
        assertThat(client.scan(request -> request.tableName("S" + name)).items())
                .containsExactly(item);
    }

    @Test
    void settings_changed_areShownByStatus() throws IOException {
        define("", "k");
        createSource();
        execute("run");
        assertThat(execute("pause").status()).isZero();
        assertThat(execute("rate", "25").status()).isZero();

        JsonNode settings = execute("status", "--json").json().get("settings");

        assertThat(settings.get("paused").asBoolean()).isTrue();
        assertThat(settings.get("maxWriteUnitsPerSecond").asInt()).isEqualTo(25);
        assertThat(execute("resume").status()).isZero();
        assertThat(execute("rate", "-1").status()).isEqualTo(2);
    }

    @Test
    void execute_wrongUsage_exitsWithTwo() {
        assertThat(CapturedCommand.of("run").status()).isEqualTo(2);
        assertThat(CapturedCommand.of("nonsense").status()).isEqualTo(2);
        assertThat(CapturedCommand.of("--help").status()).isZero();
    }

    private Workspace workspace() {
        return new Workspace(
                new Connection(database.endpoint(), "eu-west-1", null),
                MigrationLoader.load(folder),
                new FileImageStore(folder));
    }

    private AttributeValue copyOf(String id) {
        SourceId source = SourceId.of("S" + name, new ItemKey(Map.of("id", s(id))));
        return new Provenance(source, Version.COPY)
                .on(Item.empty())
                .get(Provenance.ATTRIBUTE)
                .orElseThrow();
    }

    private void define(String more, String key) throws IOException {
        Files.writeString(
                folder.resolve("migration.yaml"),
                "name: " + name + "\nsource: {tables: [S" + name + "]}\ntarget: {tables: {T" + name
                        + ": {partitionKey: {" + key + ": S}}}}\n" + more);
    }

    private void createSource() {
        client.createTable(request -> request.tableName("S" + name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    private Map<String, AttributeValue> target(String key) {
        Map<String, AttributeValue> item = new HashMap<>(client.getItem(
                        request -> request.tableName("T" + name).key(Map.of("k", s(key))))
                .item());
        item.remove("_touchstream");
        return item;
    }

    private CapturedCommand execute(String... command) {
        List<String> arguments = new ArrayList<>(Arrays.asList(command));
        arguments.addAll(List.of(
                "--migration",
                folder.toString(),
                "--endpoint-url",
                database.endpoint().toString()));
        return CapturedCommand.of(arguments.toArray(String[]::new));
    }

    private static AttributeValue s(String value) {
        return AttributeValue.fromS(value);
    }
}
