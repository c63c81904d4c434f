package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.sync.Execution;
import io.touchstream.sync.SyncDependencies;
import io.touchstream.sync.SyncHandler;
import io.touchstream.sync.write.WriteSettings;
import io.touchstream.touch.TouchClients;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Runs the functions' own code, watches which actions it uses on which table, and holds the roles to grant them. */
class RightsSufficeIT {
    private static final String YAML = """
            name: rights
            source: {tables: [Old]}
            target: {tables: {New: {partitionKey: {K: S}}}}
            transform: {rules: [{remove: [B]}]}
            """;
    /** What an item of 400 KB has left for one attribute beside its keys. */
    private static final int FULL = 409_600 - 6;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
    private final DynamoDbClient plain = database.client();
    private final UsedActions used = new UsedActions();
    private final DynamoDbClient watched = TouchClients.dynamoDb(this::watched);
    private final MigrationDefinition definition = MigrationLoader.parse("rights.yaml", YAML);
    private final ControlTable control = new ControlTable(watched, ControlTable.nameFor("rights"));
    private long sequence = 1_000;

    /** A table whose changes are delivered, and its key attribute. */
    private record Side(String table, String key) {}

    RightsSufficeIT() {
        plain.createTable(ControlTable.creation(control.name()));
        create("Old", "id");
        create("New", "K");
    }

    @AfterEach
    void close() {
        watched.close();
        database.close();
    }

    @Test
    void sync_everyKindOfChange_mayDoWhatItDoes() {
        try (SyncHandler handler = sync()) {
            deliver(handler, null, item("1", "a"));
            deliver(handler, item("1", "a"), item("1", "b"));
            deliver(handler, null, Map.of("id", "2"));
            deliver(handler, null, item("3", "b"));
            deliver(handler, item("3", "b"), item("3", "c"));
            String canary = RunToken.draw(RunToken.Kind.CANARY, new Random(1)).text();
            Map<String, String> touched = new HashMap<>(item("1", "b"));
            touched.put(definition.touch().marker(), canary);
            deliver(handler, item("1", "b"), touched);
            deliver(handler, item("1", "b"), null);
        }

        assertThat(used.ofTable("New")).contains("dynamodb:PutItem", "dynamodb:DeleteItem");
        assertGranted("SyncRole");
    }

    @Test
    void sync_whileTombstonesAreHeeded_mayDoWhatItDoes() {
        new Tombstones(control.using(plain)).heed(Instant.now());
        try (SyncHandler handler = sync()) {
            deliver(handler, null, item("1", "a"));
            deliver(handler, item("1", "a"), item("1", "b"));
        }

        assertThat(used.ofTable(control.name())).contains("dynamodb:ConditionCheckItem");
        assertGranted("SyncRole");
    }

    @Test
    void copy_whileTombstonesAreHeeded_mayDoWhatItDoes() {
        new Tombstones(control.using(plain)).heed(Instant.now());
        put("Old", Map.of("id", s("1"), "K", s("a")));
        work(Job.COPY, "Old", token());

        assertThat(used.ofTable(control.name())).contains("dynamodb:ConditionCheckItem");
        assertGranted("CopyRole");
    }

    @Test
    void reverseSync_everyKindOfChange_mayDoWhatItDoes() {
        put("Old", Map.of("id", s("3"), "K", s("c")));
        try (SyncHandler handler = new SyncHandler(new SyncDependencies(
                Direction.REVERSE,
                watched,
                definition,
                control,
                (source, version, images) -> "image",
                Clock.systemUTC(),
                line -> {},
                Execution.real(WriteSettings.DEFAULT)))) {
            Side target = new Side("New", "K");
            deliver(handler, target, null, item("1", "a"));
            deliver(handler, target, item("3", "c"), item("3", "c", "new"));
            deliver(handler, target, null, item("4", "c"));
            deliver(handler, target, null, Map.of("K", "d"));
            deliver(handler, target, item("3", "c"), null);
        }

        assertThat(used.ofTable("Old")).contains("dynamodb:PutItem", "dynamodb:DeleteItem");
        assertThat(used.ofTable(control.name())).contains("dynamodb:UpdateItem");
        assertGranted("ReverseSyncRole");
    }

    @Test
    void touch_alsoWithoutRoomForTheMarker_mayDoWhatItDoes() {
        put("Old", Map.of("id", AttributeValue.fromS("1"), "K", AttributeValue.fromS("a")));
        String filling = "x".repeat(FULL);
        put("Old", Map.of("id", s("2"), "K", s("b"), "B", s(filling)));
        work(Job.TOUCH, "Old", token());

        assertThat(used.ofTable("New")).isNotEmpty();
        assertGranted("TouchRole");
    }

    @Test
    void copy_alsoOfAnItemThatIsDeletedMeanwhile_mayDoWhatItDoes() {
        put("Old", Map.of("id", s("1"), "K", s("a")));
        put("Old", Map.of("id", s("2")));
        used.before(
                request ->
                        request instanceof PutItemRequest put && put.tableName().equals("New"),
                () -> plain.deleteItem(request -> request.tableName("Old").key(Map.of("id", s("1")))));
        work(Job.COPY, "Old", token());

        assertThat(used.ofTable("New")).contains("dynamodb:DeleteItem");
        assertGranted("CopyRole");
    }

    @Test
    void verify_withDifferencesAndQuarantine_mayDoWhatItDoes() {
        try (SyncHandler handler = sync()) {
            deliver(handler, null, Map.of("id", "2"));
        }
        used.clear();
        put("Old", Map.of("id", s("2")));
        put("Old", Map.of("id", s("1"), "K", s("a")));
        put(
                "New",
                Map.of(
                        "K",
                        s("z"),
                        "_touchstream",
                        AttributeValue.fromM(
                                Map.of("src", s("Old/id=S:9"), "seq", s("000001#" + "0".repeat(39) + "1")))));
        work(Job.VERIFY_SOURCE, "Old", "verify");
        work(Job.VERIFY_TARGET, "New", "verify");

        assertGranted("VerifyRole");
    }

    @Test
    void untouch_ofTouchedItems_mayDoWhatItDoes() {
        put("Old", Map.of("id", s("1"), "K", s("a"), definition.touch().marker(), s(token())));
        work(Job.UNTOUCH, "Old", "untouch");

        assertGranted("UntouchRole");
    }

    private void assertGranted(String role) {
        Synthesised stack = Synthesised.of(YAML);
        Set<String> granted = stack.statements(role)
                .flatMap(statement -> Synthesised.elements(statement.get("Action"))
                        .flatMap(action -> Synthesised.elements(statement.get("Resource"))
                                .map(resource -> action.asText() + " on " + Intrinsics.text(resource))))
                .collect(Collectors.toSet());
        Set<String> needed = new TreeSet<>();
        Map.of("New", "TargetNew.Arn", control.name(), "Control.Arn")
                .forEach((table, arn) -> used.ofTable(table).forEach(action -> needed.add(action + " on " + arn)));
        used.ofTable("Old")
                .forEach(action ->
                        needed.add(action + " on arn:${Partition}:dynamodb:${Region}:${AccountId}:table/Old"));

        assertThat(needed).isNotEmpty();
        assertThat(granted).containsAll(needed);
    }

    private SyncHandler sync() {
        return new SyncHandler(new SyncDependencies(
                watched,
                definition,
                control,
                (source, version, images) -> "image",
                WriteSettings.DEFAULT,
                Clock.systemUTC(),
                line -> {}));
    }

    private void work(Job job, String table, String run) {
        try (TouchHandler handler = new TouchHandler(
                watched,
                definition,
                Transformation.load(definition),
                control,
                (source, version, images) -> "image",
                VerifySettings.DEFAULT.withSettle(Duration.ofMillis(100)),
                Clock.systemUTC())) {
            assertThat(handler.work(
                                    new SegmentRequest(run, job, table, 0, 1),
                                    Instant.now().plusSeconds(60))
                            .done())
                    .isTrue();
        }
    }

    private void deliver(
            SyncHandler handler, @Nullable Map<String, String> before, @Nullable Map<String, String> after) {
        deliver(handler, new Side("Old", "id"), before, after);
    }

    private void deliver(
            SyncHandler handler, Side side, @Nullable Map<String, String> before, @Nullable Map<String, String> after) {
        Map<String, String> any = after == null ? before : after;
        StreamRecord change = new StreamRecord()
                .withKeys(event(Map.of(side.key(), String.valueOf(any == null ? null : any.get(side.key())))))
                .withSequenceNumber(Long.toString(++sequence));
        if (before != null) {
            change.setOldImage(event(before));
        }
        if (after != null) {
            change.setNewImage(event(after));
        }
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventID(Long.toString(sequence));
        record.setEventName(before == null ? "INSERT" : after == null ? "REMOVE" : "MODIFY");
        record.setEventSourceARN("arn:aws:dynamodb:eu-west-1:000000000000:table/" + side.table() + "/stream/1");
        record.setDynamodb(change);
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(List.of(record));
        Context context = mock(Context.class);
        when(context.getRemainingTimeInMillis()).thenReturn(60_000);
        assertThat(handler.handleRequest(event, context).getBatchItemFailures()).isEmpty();
    }

    private static Map<String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue> event(
            Map<String, String> item) {
        return item.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue(
                                entry.getValue())));
    }

    private static Map<String, String> item(String id, String key) {
        return Map.of("id", id, "K", key);
    }

    private static Map<String, String> item(String id, String key, String value) {
        return Map.of("id", id, "K", key, "V", value);
    }

    private static String token() {
        return RunToken.draw(RunToken.Kind.TOUCH, new Random(7)).text();
    }

    private void put(String table, Map<String, AttributeValue> item) {
        plain.putItem(request -> request.tableName(table).item(item));
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private void create(String table, String key) {
        plain.createTable(request -> request.tableName(table)
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

    private DynamoDbClientBuilder watched(DynamoDbClientBuilder builder) {
        return builder.endpointOverride(database.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(used)
                        .build());
    }
}
