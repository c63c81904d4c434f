package io.touchstream.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Migrations in place on DynamoDB Local, with an application that writes at the worst moment. */
class InPlaceIT {
    private final String table = "Table" + UUID.randomUUID().toString().substring(0, 8);
    private final MigrationDefinition definition = MigrationLoader.parse("migration.yaml", """
        name: in-place
        source: {tables: [%1$s]}
        target: {tables: {%1$s: {partitionKey: {PK: S}}}}
        transform:
          rules:
            - when: {Type: Issue}
              set: {Index: "STATUS#${Status}#${Team:-none}"}
              default: {Labels: []}
              rename: {Desc: Description}
              remove: [Legacy]
            - when: {Type: Counter}
              set: {Count: "${Count}+"}
        """.formatted(table));

    private final Hooks hooks = new Hooks();
    private final DynamoDbClient plain = EmbeddedDynamoDb.shared().client();
    private final DynamoDbClient client = TouchClients.dynamoDb(this::destination);
    private final ControlTable control = new ControlTable(plain, "touchstream-" + table);
    private final Quarantine quarantine = new Quarantine(control, (id, version, images) -> "elsewhere");
    private final TouchHandler handler;

    InPlaceIT() {
        plain.createTable(ControlTable.creation(control.name()));
        plain.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("PK")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("PK")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
        handler = new TouchHandler(
                client,
                definition,
                Transformation.load(definition),
                new ControlTable(client, control.name()),
                (id, version, images) -> "elsewhere",
                VerifySettings.DEFAULT,
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        handler.close();
        client.close();
    }

    @Test
    void migrate_item_writesExactlyWhatDiffersOnConditionOfWhatItDependsOn() {
        put("1", Map.of("Type", "Issue", "Status", "Open", "Desc", "d", "Legacy", "l", "Other", "o"));

        assertThat(migrate()).containsEntry("migrated", 1L).containsEntry("conflicts", 0L);

        assertThat(find("1"))
                .isEqualTo(item(
                                "1",
                                Map.of(
                                        "Type", "Issue",
                                        "Status", "Open",
                                        "Description", "d",
                                        "Other", "o",
                                        "Index", "STATUS#Open#none",
                                        "schemaVersion", "in-place"))
                        .with("Labels", AttributeValues.list(List.of())));
        UpdateItemRequest update = updates().get(0);
        assertThat(named(update, update.updateExpression()))
                .isEqualTo(
                        "SET Description=d,Index=STATUS#Open#none,Labels=L,schemaVersion=in-place REMOVE Desc,Legacy");
        assertThat(named(update, update.conditionExpression()))
                .isEqualTo("attribute_exists(PK) AND Desc=d AND attribute_not_exists(Description)"
                        + " AND attribute_not_exists(Index) AND attribute_not_exists(Labels) AND Legacy=l"
                        + " AND Status=Open AND attribute_not_exists(Team) AND Type=Issue"
                        + " AND attribute_not_exists(schemaVersion)");
    }

    @Test
    void migrate_again_writesNothing() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        put("2", Map.of("Type", "Other"));
        assertThat(migrate()).containsEntry("migrated", 1L).containsEntry("unchanged", 1L);

        assertThat(migrate()).containsEntry("migrated", 0L).containsEntry("unchanged", 2L);
        assertThat(updates()).hasSize(1);
        assertThat(find("2")).isEqualTo(item("2", Map.of("Type", "Other")));
    }

    @Test
    void migrate_itemDeletedAfterItWasRead_staysDeleted() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(
                this::isUpdate,
                () -> plain.deleteItem(request -> request.tableName(table).key(key("1"))));

        assertThat(migrate()).containsEntry("gone", 1L).containsEntry("migrated", 0L);
        assertThat(find("1")).isEqualTo(Item.empty());
    }

    @Test
    void migrate_whatARuleReadsChangedMeanwhile_startsFromTheNewState() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(this::isUpdate, () -> set("1", "Status", "Closed"));

        assertThat(migrate()).containsEntry("migrated", 1L).containsEntry("conflicts", 1L);
        assertThat(text("1", "Status")).isEqualTo("Closed");
        assertThat(text("1", "Index")).isEqualTo("STATUS#Closed#none");
    }

    @Test
    void migrate_whatARuleFoundMissingCameMeanwhile_startsFromTheNewState() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(this::isUpdate, () -> set("1", "Team", "red"));

        migrate();

        assertThat(text("1", "Index")).isEqualTo("STATUS#Open#red");
    }

    @Test
    void migrate_whatItWouldChangeWasWrittenMeanwhile_isNotOverwritten() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(this::isUpdate, () -> set("1", "Labels", "mine"));

        assertThat(migrate()).containsEntry("conflicts", 1L);
        assertThat(text("1", "Labels")).isEqualTo("mine");
    }

    @Test
    void migrate_itemLeftTheRuleMeanwhile_isLeftAlone() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(this::isUpdate, () -> set("1", "Type", "Note"));

        assertThat(migrate()).containsEntry("migrated", 0L).containsEntry("unchanged", 1L);
        assertThat(find("1")).isEqualTo(item("1", Map.of("Type", "Note", "Status", "Open")));
    }

    @Test
    void migrate_anotherAttributeWrittenMeanwhile_staysAndIsNoConflict() {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(this::isUpdate, () -> set("1", "Seen", "1"));

        assertThat(migrate()).containsEntry("migrated", 1L).containsEntry("conflicts", 0L);
        assertThat(text("1", "Seen")).isEqualTo("1");
        assertThat(text("1", "Index")).isEqualTo("STATUS#Open#none");
    }

    @Test
    void migrate_rulesThatChangeTheirOwnResult_quarantineTheItemAndWriteNothing() {
        put("1", Map.of("Type", "Counter", "Count", "7"));

        assertThat(migrate()).containsEntry("quarantined", 1L);
        assertThat(text("1", "Count")).isEqualTo("7");
        assertThat(quarantine.list())
                .singleElement()
                .extracting(QuarantineEntry::detail)
                .asString()
                .contains("idempotent");
    }

    @Test
    void migrate_versionAttributeOfTheApplications_quarantinesTheItemAndWritesNothing() {
        put("1", Map.of("Type", "Issue", "Status", "Open", "schemaVersion", "3"));

        assertThat(migrate()).containsEntry("quarantined", 1L);
        assertThat(text("1", "schemaVersion")).isEqualTo("3");
        assertThat(updates()).isEmpty();
    }

    @Test
    void verify_afterOldCodeWrote_listsTheItemAndRepairMendsIt() throws OutOfTimeException {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        put("2", Map.of("Type", "Issue", "Status", "Open"));
        migrate();
        set("1", "Status", "Closed");
        Item second = find("2");
        plain.putItem(request ->
                request.tableName(table).item(second.without("schemaVersion").attributes()));

        Map<String, Long> counts = work(Job.VERIFY_SOURCE, "verify-1");

        assertThat(counts)
                .containsEntry("different", 1L)
                .containsEntry("equal", 1L)
                .containsEntry("unstamped", 1L)
                .containsEntry("compared", 2L);
        Difference difference =
                new Differences(control).list("verify-1").findFirst().orElseThrow();
        assertThat(difference.kind()).isEqualTo(Kind.DIFFERENT);
        assertThat(difference.attributes()).containsExactly("Index");
        SourceId source = difference.source();
        assertThat(source).isNotNull();
        if (source != null) {
            RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new Random());
            assertThat(handler.repair().repair(source, token, Instant.now().plus(Duration.ofMinutes(1))))
                    .isEqualTo(SourceRepair.Outcome.COPIED);
        }
        assertThat(work(Job.VERIFY_SOURCE, "verify-2"))
                .containsEntry("equal", 2L)
                .doesNotContainKey("different");
    }

    @Test
    void verify_itemThatCannotBeTransformed_isListedAsQuarantined() {
        put("1", Map.of("Type", "Counter", "Count", "7"));
        put("2", Map.of("Type", "Note"));

        assertThat(work(Job.VERIFY_SOURCE, "verify"))
                .containsEntry("quarantined", 1L)
                .containsEntry("equal", 1L)
                .containsEntry("compared", 2L)
                .containsEntry("scanned", 2L)
                .containsEntry("table." + table, 2L)
                .containsEntry("rule.rule 2", 1L);
        assertThat(new Differences(control).list("verify"))
                .singleElement()
                .extracting(Difference::kind)
                .isEqualTo(Kind.QUARANTINED);
    }

    @Test
    void repair_itemThatIsGoneRightOrRefused_saysSoAndWritesNothing() throws OutOfTimeException {
        put("right", Map.of("Type", "Note"));
        put("refused", Map.of("Type", "Counter", "Count", "7"));

        assertThat(repair("gone")).isEqualTo(SourceRepair.Outcome.GONE);
        assertThat(repair("right")).isEqualTo(SourceRepair.Outcome.COPIED);
        assertThat(repair("refused")).isEqualTo(SourceRepair.Outcome.LEFT);
        assertThat(updates()).isEmpty();
    }

    @Test
    void repair_itemDeletedAfterItWasRead_staysDeleted() throws OutOfTimeException {
        put("1", Map.of("Type", "Issue", "Status", "Open"));
        hooks.before(
                this::isUpdate,
                () -> plain.deleteItem(request -> request.tableName(table).key(key("1"))));

        assertThat(repair("1")).isEqualTo(SourceRepair.Outcome.GONE);
        assertThat(find("1")).isEqualTo(Item.empty());
    }

    @Test
    void migrate_itemsOfSeveralUnits_areCountedPacedAndSentInAnotherOrder() {
        VirtualTime time = new VirtualTime();
        new TouchSettings(control).rate(20);
        for (int number = 0; number < 40; number++) {
            put("i" + number, Map.of("Type", "Issue", "Status", "Open", "Text", "x".repeat(10_000)));
        }
        List<Map<String, AttributeValue>> scanned = plain.scan(
                        request -> request.tableName(table).projectionExpression("PK"))
                .items();
        try (TouchHandler paced = new TouchHandler(
                client,
                definition,
                Transformation.load(definition),
                control,
                (id, version, images) -> "elsewhere",
                VerifySettings.DEFAULT,
                time,
                new TouchHandler.Execution(
                        Executors.newSingleThreadExecutor(),
                        Executors.newSingleThreadExecutor(),
                        time,
                        new Random(1)))) {
            String run = RunToken.draw(RunToken.Kind.TOUCH, new Random()).text();
            assertThat(paced.work(
                                    new SegmentRequest(run, Job.TOUCH, table, 0, 1),
                                    time.instant().plus(Duration.ofMinutes(5)))
                            .counts())
                    .containsEntry("migrated", 40L)
                    .containsEntry("writeUnits", 400L);
        }

        assertThat(time.passed()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
        assertThat(updates()).extracting(UpdateItemRequest::key).hasSize(40).isNotEqualTo(scanned);
    }

    /** In place, untouch changes back what a rule that removes nothing has changed. */
    @Test
    void untouch_migratedItem_isChangedBackAndOneWithoutTheVersionIsNot() {
        MigrationDefinition back = MigrationLoader.parse("migration.yaml", """
            name: back
            source: {tables: [%1$s]}
            target: {tables: {%1$s: {partitionKey: {PK: S}}}}
            transform: {rules: [{when: {Type: Issue}, set: {Index: "STATUS#${Status}"}}]}
            """.formatted(table));
        put("1", Map.of("Type", "Issue", "Status", "Open", "Index", "STATUS#Open", "schemaVersion", "back"));
        put("2", Map.of("Type", "Issue", "Status", "Open", "Index", "STATUS#Open"));
        try (TouchHandler untouching = new TouchHandler(
                client,
                back,
                Transformation.load(back),
                control,
                (id, version, images) -> "elsewhere",
                VerifySettings.DEFAULT,
                Clock.systemUTC())) {
            assertThat(untouching
                            .work(
                                    new SegmentRequest("untouch", Job.UNTOUCH, table, 0, 1),
                                    Instant.now().plus(Duration.ofMinutes(1)))
                            .counts())
                    .containsEntry("migrated", 1L)
                    .containsEntry("unchanged", 1L);
        }

        assertThat(find("1")).isEqualTo(item("1", Map.of("Type", "Issue", "Status", "Open")));
        assertThat(text("2", "Index")).isEqualTo("STATUS#Open");
    }

    @Test
    void migrate_manyItemsInSeveralPages_changesEach() {
        for (int number = 0; number < 250; number++) {
            put("i" + number, Map.of("Type", "Issue", "Status", "S" + number));
        }

        assertThat(migrate()).containsEntry("migrated", 250L).containsEntry("scanned", 250L);
        assertThat(text("i249", "Index")).isEqualTo("STATUS#S249#none");
    }

    private Map<String, Long> migrate() {
        return work(Job.TOUCH, RunToken.draw(RunToken.Kind.TOUCH, new Random()).text());
    }

    private Map<String, Long> work(Job job, String run) {
        return handler.work(
                        new SegmentRequest(run, job, table, 0, 1), Instant.now().plus(Duration.ofMinutes(2)))
                .counts();
    }

    private SourceRepair.Outcome repair(String key) throws OutOfTimeException {
        RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new Random());
        SourceId source = SourceId.of(table, new ItemKey(key(key)));
        return handler.repair().repair(source, token, Instant.now().plus(Duration.ofMinutes(1)));
    }

    private List<UpdateItemRequest> updates() {
        return hooks.sent(UpdateItemRequest.class).stream()
                .filter(update -> update.tableName().equals(table))
                .toList();
    }

    private boolean isUpdate(SdkRequest request) {
        return request instanceof UpdateItemRequest update && update.tableName().equals(table);
    }

    /** Puts names and values into an expression, in the place of their placeholders. */
    private static String named(UpdateItemRequest update, String expression) {
        String text = expression;
        Map<String, String> all = new HashMap<>(update.expressionAttributeNames());
        update.expressionAttributeValues()
                .forEach((place, value) ->
                        all.put(place, value.s() == null ? value.type().toString() : value.s()));
        List<String> places = all.keySet().stream()
                .sorted((one, other) -> other.length() - one.length())
                .toList();
        for (String place : places) {
            text = text.replaceAll(Pattern.quote(place) + "\\b", Matcher.quoteReplacement(all.get(place)));
        }
        return text;
    }

    private void put(String key, Map<String, String> attributes) {
        plain.putItem(
                request -> request.tableName(table).item(item(key, attributes).attributes()));
    }

    private void set(String key, String name, String value) {
        plain.updateItem(request -> request.tableName(table)
                .key(key(key))
                .updateExpression("SET #name = :value")
                .expressionAttributeNames(Map.of("#name", name))
                .expressionAttributeValues(Map.of(":value", AttributeValues.string(value))));
    }

    private Item find(String key) {
        return Item.of(
                plain.getItem(request -> request.tableName(table).key(key(key)).consistentRead(true))
                        .item());
    }

    private String text(String key, String name) {
        return find(key).get(name).map(AttributeValue::s).orElse("");
    }

    private static Map<String, AttributeValue> key(String key) {
        return Map.of("PK", AttributeValues.string(key));
    }

    private static Item item(String key, Map<String, String> attributes) {
        Item item = Item.of(key(key));
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            item = item.with(attribute.getKey(), AttributeValues.string(attribute.getValue()));
        }
        return item;
    }

    private DynamoDbClientBuilder destination(DynamoDbClientBuilder builder) {
        return builder.endpointOverride(EmbeddedDynamoDb.shared().endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(hooks)
                        .build());
    }
}
