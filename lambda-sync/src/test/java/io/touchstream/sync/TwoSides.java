package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import io.touchstream.client.Ownership;
import io.touchstream.client.OwnershipInterceptor;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.sync.write.WriteSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * Two tables with a sync function in each direction. What happens to a table becomes records of its stream, whoever did it, and
 * waits until the test delivers it.
 *
 * <p>Source items have the key {@code id}; the target's key {@code k} is {@code group#id}, and {@code secret} stays behind.
 */
final class TwoSides implements AutoCloseable {
    private static final String RULES =
            "transform: {rules: [{when: {locked: {exists: true}}, drop: true}, {set: {k: \"${group}#${id}\"}, remove: [secret]}]}\n";

    final String source = "Source" + UUID.randomUUID().toString().substring(0, 8);
    final String target = "Target" + UUID.randomUUID().toString().substring(0, 8);
    final DynamoDbClient client = client(null);
    final ControlTable control = new ControlTable(client, "control-" + target);
    final Quarantine quarantine = new Quarantine(control, (item, version, images) -> "elsewhere");
    final List<DynamodbStreamRecord> sourceRecords = new ArrayList<>();
    final List<DynamodbStreamRecord> targetRecords = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    private final MigrationDefinition definition;
    private final Map<String, Map<String, Item>> seen = new HashMap<>();
    private final SyncDependencies forwards;
    private final SyncDependencies backwards;
    private int sequence = 100;

    TwoSides() {
        definition = MigrationLoader.parse(
                "test.yaml",
                "name: test\nsource: {tables: [" + source + "]}\ntarget: {tables: {" + target
                        + ": {partitionKey: {k: S}}}}\n" + RULES);
        client.createTable(ControlTable.creation(control.name()));
        create(source, "id");
        create(target, "k");
        forwards = dependencies(Direction.FORWARD);
        backwards = dependencies(Direction.REVERSE);
    }

    /** Returns the application's client, with the interceptor. */
    DynamoDbClient intercepted() {
        return client(new OwnershipInterceptor(client, new Ownership("test", Set.of(target), control.name())));
    }

    Tombstones tombstones() {
        return new Tombstones(control);
    }

    static Map<String, AttributeValue> sourceItem(String id, String group, String value) {
        return new TreeMap<>(
                Map.of("id", text(id), "group", text(group), "v", text(value), "secret", text("of " + id)));
    }

    static Map<String, AttributeValue> targetItem(String id, String group, String value) {
        return new TreeMap<>(
                Map.of("id", text(id), "group", text(group), "v", text(value), "k", text(group + "#" + id)));
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    /** Puts a source item and lets it arrive in the target. */
    void migrated(String id, String group, String value) {
        putSource(id, group, value);
        forward();
    }

    void putSource(String id, String group, String value) {
        client.putItem(request -> request.tableName(source).item(sourceItem(id, group, value)));
        observe();
    }

    void putTarget(DynamoDbClient by, String id, String group, String value) {
        by.putItem(request -> request.tableName(target).item(targetItem(id, group, value)));
        observe();
    }

    void updateTarget(DynamoDbClient by, String key, String value) {
        by.updateItem(request -> request.tableName(target)
                .key(Map.of("k", text(key)))
                .updateExpression("SET v = :v")
                .expressionAttributeValues(Map.of(":v", text(value))));
        observe();
    }

    /** Moves a target item to another group, with all its attributes, provenance too. */
    void moveTarget(String key, String group) {
        Map<String, AttributeValue> item = new HashMap<>(client.getItem(
                        request -> request.tableName(target).key(Map.of("k", text(key))))
                .item());
        item.put("group", text(group));
        item.put("k", text(group + "#" + Objects.requireNonNull(item.get("id")).s()));
        client.putItem(request -> request.tableName(target).item(item));
        observe();
        deleteTarget(client, key);
    }

    /** Has the application write the target from now on. */
    void writersSwitched() {
        Phases phases = new Phases(control);
        List<Phase> way = List.of(
                Phase.CREATED,
                Phase.SYNCHRONISING,
                Phase.TOUCHING,
                Phase.SYNCHRONISED,
                Phase.VERIFIED,
                Phase.READING_TARGET,
                Phase.FENCED,
                Phase.WRITING_TARGET);
        for (int step = 1; step < way.size(); step++) {
            phases.advance(way.get(step - 1), way.get(step), "ada@host", Instant.now());
        }
    }

    void deleteSource(String id) {
        client.deleteItem(request -> request.tableName(source).key(Map.of("id", text(id))));
        observe();
    }

    void deleteTarget(DynamoDbClient by, String key) {
        by.deleteItem(request -> request.tableName(target).key(Map.of("k", text(key))));
        observe();
    }

    /** Delivers what waits in the source's stream, in one batch. */
    StreamsEventResponse forward() {
        return deliver(forwards, take(sourceRecords));
    }

    /** Delivers what waits in the target's stream, in one batch. */
    StreamsEventResponse reverse() {
        return deliver(backwards, take(targetRecords));
    }

    StreamsEventResponse forward(List<DynamodbStreamRecord> records) {
        return deliver(forwards, records);
    }

    StreamsEventResponse reverse(List<DynamodbStreamRecord> records) {
        return deliver(backwards, records);
    }

    /** Takes what waits out of a stream. */
    static List<DynamodbStreamRecord> take(List<DynamodbStreamRecord> waiting) {
        List<DynamodbStreamRecord> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    boolean redrive(QuarantineEntry entry) throws InterruptedException {
        boolean done = backwards.redrive(entry, Instant.now().plusSeconds(10));
        observe();
        return done;
    }

    /** Returns the source's items by id, as {@code group/v/secret}. */
    Map<String, String> sourceValues() {
        return items(source).values().stream()
                .collect(Collectors.toMap(
                        item -> value(item, "id"),
                        item -> value(item, "group") + "/" + value(item, "v") + "/" + value(item, "secret"),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** Returns the target's items by key, as {@code v}. */
    Map<String, String> targetValues() {
        return items(target).values().stream()
                .collect(Collectors.toMap(
                        item -> value(item, "k"), item -> value(item, "v"), (one, other) -> one, TreeMap::new));
    }

    boolean hasProvenance(String table, String key) {
        Item item = items(table).get(key);
        return item != null && Provenance.of(item.attributes()).isPresent();
    }

    List<QuarantineEntry> entries() {
        return quarantine.list().toList();
    }

    private static String value(Item item, String name) {
        return item.get(name).map(AttributeValue::s).orElse("-");
    }

    private StreamsEventResponse deliver(SyncDependencies to, List<DynamodbStreamRecord> records) {
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(records);
        Context context = Mockito.mock(Context.class);
        Mockito.when(context.getRemainingTimeInMillis()).thenReturn(60_000);
        StreamsEventResponse response = new SyncHandler(to).handleRequest(event, context);
        observe();
        return response;
    }

    /** Turns what has changed since the last look into records. */
    private void observe() {
        observe(source, "id", sourceRecords);
        observe(target, "k", targetRecords);
    }

    private void observe(String table, String keyName, List<DynamodbStreamRecord> records) {
        Map<String, Item> before = seen.getOrDefault(table, Map.of());
        Map<String, Item> after = items(table);
        Map<String, Item> all = new TreeMap<>(before);
        all.putAll(after);
        for (String key : all.keySet()) {
            Item old = before.get(key);
            Item now = after.get(key);
            if (old == null || !Objects.equals(old, now)) {
                records.add(record(table, Map.of(keyName, text(key)), old, now));
            }
        }
        seen.put(table, after);
    }

    private Map<String, Item> items(String table) {
        Map<String, Item> items = new TreeMap<>();
        String keyName = table.equals(source) ? "id" : "k";
        client.scanPaginator(request -> request.tableName(table).consistentRead(true))
                .items()
                .forEach(item -> items.put(value(Item.of(item), keyName), Item.of(item)));
        return items;
    }

    private DynamodbStreamRecord record(
            String table, Map<String, AttributeValue> key, @Nullable Item before, @Nullable Item after) {
        StreamRecord stream = new StreamRecord()
                .withKeys(event(key))
                .withSequenceNumber(Integer.toString(++sequence))
                .withStreamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                .withApproximateCreationDateTime(Date.from(Instant.now()));
        stream.setOldImage(before == null ? null : event(before.attributes()));
        stream.setNewImage(after == null ? null : event(after.attributes()));
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventID(UUID.randomUUID().toString());
        record.setEventName(before == null ? "INSERT" : after == null ? "REMOVE" : "MODIFY");
        record.setEventSourceARN(
                "arn:aws:dynamodb:eu-west-1:000000000000:table/" + table + "/stream/2026-01-01T00:00:00.000");
        record.setDynamodb(stream);
        return record;
    }

    private static Map<String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue> event(
            Map<String, AttributeValue> attributes) {
        Map<String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue> event =
                new TreeMap<>();
        attributes.forEach((name, value) -> {
            com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue converted =
                    new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue();
            event.put(name, value.hasM() ? converted.withM(event(value.m())) : converted.withS(value.s()));
        });
        return event;
    }

    private SyncDependencies dependencies(Direction direction) {
        return new SyncDependencies(
                direction,
                client,
                definition,
                control,
                (item, version, images) -> "elsewhere",
                Clock.systemUTC(),
                lines::add,
                Execution.real(new WriteSettings(4, 4, 2, Duration.ofMillis(5))));
    }

    private static DynamoDbClient client(@Nullable OwnershipInterceptor interceptor) {
        ClientOverrideConfiguration.Builder configuration = ClientOverrideConfiguration.builder();
        if (interceptor != null) {
            configuration.addExecutionInterceptor(interceptor);
        }
        return DynamoDbClient.builder()
                .endpointOverride(EmbeddedDynamoDb.shared().endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(configuration.build())
                .build();
    }

    private void create(String table, String key) {
        client.createTable(CreateTableRequest.builder()
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .build());
    }

    @Override
    public void close() {
        forwards.close();
        backwards.close();
        client.close();
    }
}
