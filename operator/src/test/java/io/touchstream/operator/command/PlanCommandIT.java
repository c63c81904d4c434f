package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.RequestLog;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.planning.Plan;
import io.touchstream.operator.planning.PlanLines;
import io.touchstream.operator.planning.PlanOptions;
import io.touchstream.operator.planning.Planner;
import io.touchstream.operator.planning.Prices;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The dry run against DynamoDB Local. */
class PlanCommandIT {
    private static final String RULES = """
        transform:
          rules:
            - when: {kind: book}
              set: {k: "B#${title}"}
              remove: [old]
            - when: {kind: session}
              drop: true
            - when: {kind: never}
              set: {k: x}
        """;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final DynamoDbClient client = database.client();
    private final String name = "p" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void create() throws IOException {
        define(RULES);
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

    @Test
    void plan_fullScan_countsEachRuleExactlyAndShowsNoValues() throws IOException {
        for (int number = 0; number < 120; number++) {
            put("b" + number, Map.of("kind", s("book"), "title", s("title-" + number), "old", s("secret")));
        }
        put("s1", Map.of("kind", s("session")));
        put("o1", Map.of("kind", s("other"), "k", s("o1")));

        CapturedCommand answer = plan("--full", "--json");

        assertThat(answer.status()).describedAs(answer.err()).isZero();
        JsonNode findings = answer.json().get("findings");
        assertThat(findings.get("exact").asBoolean()).isTrue();
        assertThat(rule(findings, "rule 1").get("items").asInt()).isEqualTo(120);
        assertThat(rule(findings, "rule 2").get("dropped").asInt()).isEqualTo(1);
        assertThat(rule(findings, "rule 3").get("items").asInt()).isZero();
        assertThat(rule(findings, "copied as it is").get("items").asInt()).isEqualTo(1);
        JsonNode example = rule(findings, "rule 1").at("/examples/0");
        assertThat(example.get("source").asText()).startsWith("S" + name + "/id=S:b");
        assertThat(example.at("/targets/0/target").asText()).startsWith("T" + name + "/k=S:B#title-");
        assertThat(example.at("/targets/0/added")).hasSize(1);
        assertThat(example.at("/targets/0/removed/0").asText()).isEqualTo("old");
        assertThat(answer.json().at("/estimate/items").asInt()).isEqualTo(122);
        assertThat(answer.json().at("/estimate/targetItems").asInt()).isEqualTo(121);
        assertThat(answer.out()).doesNotContain("secret");
        assertThat(plan("--full", "--show-values").out()).contains("secret");
        assertThat(client.listTables().tableNames()).doesNotContain("T" + name, "touchstream-" + name);
    }

    @Test
    void plan_collisions_areFoundWithBothSources() throws IOException {
        put("1", Map.of("kind", s("book"), "title", s("same")));
        put("2", Map.of("kind", s("book"), "title", s("same")));
        put("3", Map.of("kind", s("book"), "title", s("other")));

        CapturedCommand answer = plan("--full", "--json");

        assertThat(answer.status()).isEqualTo(1);
        JsonNode collisions = answer.json().at("/findings/collisions");
        assertThat(collisions.get("count").asInt()).isEqualTo(1);
        assertThat(List.of(
                        collisions.at("/listed/0/source").asText(),
                        collisions.at("/listed/0/otherSource").asText()))
                .containsExactly("S" + name + "/id=S:1", "S" + name + "/id=S:2");
        assertThat(plan("--full").out()).contains("BLOCKED", "k=S:B#same is yielded by");
    }

    @Test
    void plan_failingItems_areListedByCause() throws IOException {
        put("1", Map.of("kind", s("book")));
        put("2", Map.of("kind", s("book")));
        put("large", Map.of("k", s("x"), "blob", s("y".repeat(409_580))));

        CapturedCommand answer = plan("--full", "--json");

        assertThat(answer.status()).isEqualTo(1);
        JsonNode failing = answer.json().at("/findings/failing");
        assertThat(failing.findValuesAsText("cause"))
                .anySatisfy(cause -> assertThat(cause).contains("attribute title is missing"))
                .anySatisfy(cause -> assertThat(cause).contains("bytes, at most 409600"));
        assertThat(answer.json().at("/findings/noRoomForMarker/0/items").asInt())
                .isEqualTo(1);
    }

    @Test
    void plan_markerOfTheApplication_isRefused() throws IOException {
        put("1", Map.of("k", s("1"), "migrate", s("mine")));

        CapturedCommand answer = plan("--json");

        assertThat(answer.status()).isEqualTo(1);
        assertThat(fact(answer.json().get("facts"), "marker").get("verdict").asText())
                .isEqualTo("refused");
    }

    @Test
    void plan_sample_saysThatItIsOneAndReadsNoMore() throws IOException {
        for (int number = 0; number < 300; number++) {
            put("b" + number, Map.of("kind", s("book"), "title", s("title-" + number)));
        }

        CapturedCommand answer = plan("--sample", "40", "--json");

        assertThat(answer.status()).isZero();
        assertThat(answer.json().at("/findings/exact").asBoolean()).isFalse();
        assertThat(answer.json().at("/findings/items/S" + name).asInt()).isEqualTo(40);
        assertThat(answer.json().at("/estimate/items").asInt()).isEqualTo(300);
        assertThat(plan("--sample", "40").out()).contains("a sample cannot exclude them");
    }

    @Test
    void plan_wholeRun_sendsNoWrite() throws IOException {
        client.updateTable(request -> request.tableName("S" + name)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
        for (int number = 0; number < 50; number++) {
            put("b" + number, Map.of("kind", s("book"), "title", s("same")));
        }
        AtomicReference<CapturedCommand> answer = new AtomicReference<>();

        List<String> requests = RequestLog.during(() -> answer.set(plan("--full")));
        requests = new ArrayList<>(requests);
        requests.addAll(RequestLog.during(() -> plan("--sample", "5", "--show-values", "--json")));

        assertThat(requests)
                .contains("ScanRequest", "DescribeTableRequest")
                .allMatch(request -> request.equals("ScanRequest")
                        || request.equals("GetItemRequest")
                        || request.startsWith("Describe")
                        || request.startsWith("List"));
    }

    @Test
    void plan_endAskedFor_saysSoAndClaimsNothingExact() throws InterruptedException {
        put("1", Map.of("k", s("1")));
        Stop stop = new Stop();
        stop.ask();
        PlanOptions options = new PlanOptions(folder, 0, 0, 0, Prices.shipped(), PlanOptions.DEFAULT_MEMORY_BYTES);
        try (Workspace workspace = new Workspace(
                new Connection(database.endpoint(), "eu-west-1", null),
                MigrationLoader.load(folder),
                new FileImageStore(folder))) {
            Plan plan = new Planner(workspace, Optional.empty(), options, stop, new Progress(System.err, false)).plan();

            assertThat(plan.stopped()).isTrue();
            assertThat(plan.findings().exact()).isFalse();
            assertThat(plan.findings().total()).isZero();
            assertThat(new PlanLines(false).of(plan)).anyMatch(line -> line.startsWith("stopped"));
        }
    }

    @Test
    void plan_onDynamoDbLocal_namesWhatIsNotKnownThere() throws IOException {
        put("1", Map.of("k", s("1")));

        CapturedCommand answer = plan("--json");

        assertThat(answer.status()).describedAs(answer.err()).isZero();
        JsonNode source = answer.json().at("/sources/S" + name);
        assertThat(fact(source, "latest backup").get("verdict").asText()).isEqualTo("unknown");
        assertThat(fact(source, "stream").get("verdict").asText()).isEqualTo("fine");
        JsonNode target = answer.json().at("/targets/T" + name);
        assertThat(fact(target, "table").get("state").asText()).contains("not there");
        assertThat(fact(answer.json().get("checklist"), "data model is documented")
                        .get("verdict")
                        .asText())
                .isEqualTo("attention");
    }

    @Test
    void plan_samplesThatDoNotPass_areRefused() throws IOException {
        Files.writeString(folder.resolve("README.md"), "why");
        Files.writeString(folder.resolve("items.jsonl"), "{\"id\":{\"S\":\"1\"},\"k\":{\"S\":\"1\"}}\n");
        Files.writeString(
                folder.resolve("expected.jsonl"),
                "{\"table\":\"T" + name + "\",\"Item\":{\"id\":{\"S\":\"1\"},\"k\":{\"S\":\"2\"}}}\n");

        CapturedCommand answer = plan("--json");

        assertThat(answer.status()).isEqualTo(1);
        JsonNode check = fact(answer.json().get("checklist"), "transformation passes its samples");
        assertThat(check.get("verdict").asText()).isEqualTo("refused");
        assertThat(check.get("state").asText()).contains("expected.jsonl:1");
        Files.writeString(
                folder.resolve("expected.jsonl"),
                "{\"table\":\"T" + name + "\",\"Item\":{\"id\":{\"S\":\"1\"},\"k\":{\"S\":\"1\"}}}\n");
        assertThat(plan().status()).isZero();
    }

    @Test
    void plan_targetThatDiffers_isShownOrRefused() throws IOException {
        client.createTable(request -> request.tableName("T" + name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("other")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("other")
                        .attributeType(ScalarAttributeType.S)
                        .build()));

        CapturedCommand answer = plan("--json");

        assertThat(answer.status()).isEqualTo(1);
        assertThat(fact(answer.json().at("/targets/T" + name), "key")
                        .get("verdict")
                        .asText())
                .isEqualTo("refused");
    }

    @Test
    void plan_wrongUsage_exitsWithTwo() throws IOException {
        assertThat(plan("--sample", "0").status()).isEqualTo(2);
        assertThat(plan("--rate", "-1").status()).isEqualTo(2);
        assertThat(plan("--touch-rate", "0").status()).isEqualTo(2);
        assertThat(plan("--prices", folder.resolve("none.json").toString()).err())
                .contains("no such file")
                .hasLineCount(1);
    }

    @Test
    void plan_missingSource_exitsWithThree() throws IOException {
        client.deleteTable(request -> request.tableName("S" + name));

        assertThat(plan().status()).isEqualTo(3);
    }

    private void define(String rules) throws IOException {
        Files.writeString(
                folder.resolve("migration.yaml"),
                "name: " + name + "\nsource: {tables: [S" + name + "]}\ntarget: {tables: {T" + name
                        + ": {partitionKey: {k: S}}}}\n" + rules);
    }

    private void put(String id, Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> item = new HashMap<>(attributes);
        item.put("id", s(id));
        client.putItem(request -> request.tableName("S" + name).item(item));
    }

    private CapturedCommand plan(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "plan",
                "--migration",
                folder.toString(),
                "--endpoint-url",
                database.endpoint().toString()));
        arguments.addAll(Arrays.asList(options));
        return CapturedCommand.of(arguments.toArray(String[]::new));
    }

    private static JsonNode rule(JsonNode findings, String label) {
        return named(findings.get("rules"), "rule", label);
    }

    private static JsonNode fact(JsonNode facts, String label) {
        return named(facts, "name", label);
    }

    private static JsonNode named(JsonNode list, String field, String label) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(node -> node.get(field).asText().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static AttributeValue s(String value) {
        return AttributeValue.fromS(value);
    }
}
