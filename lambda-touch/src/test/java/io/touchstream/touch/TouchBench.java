package io.touchstream.touch;

import io.touchstream.client.ControlRows;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A migration's tables on DynamoDB Local, and a handler whose requests a test can meddle with. Its transformation fails on
 * items with {@code Bad}, sorts those with {@code Move} under that attribute's value, and leaves out {@code Big}.
 */
final class TouchBench implements AutoCloseable {
    static final String MARKER = "migrate";

    final Hooks hooks = new Hooks();
    final DynamoDbClient plain = EmbeddedDynamoDb.shared().client();
    final DynamoDbClient client = TouchClients.dynamoDb(this::destination);
    final RunToken token = RunToken.draw(RunToken.Kind.TOUCH, new Random());
    final String source;
    final String target;
    final MigrationDefinition definition;
    final ControlTable control;
    final Quarantine quarantine;
    final Segments segments;
    final TouchHandler handler;

    private TouchBench(String more) {
        String suffix = UUID.randomUUID().toString().substring(0, 8);
        this.source = "Source" + suffix;
        this.target = "Target" + suffix;
        this.definition = MigrationLoader.parse("migration.yaml", """
                name: touch-%s
                source:
                  tables:
                    %s: {partitionKey: {PK: S}, sortKey: {SK: S}, timeToLive: ttl}
                target:
                  tables:
                    %s: {partitionKey: {PK: S}, sortKey: {SK: S}}
                transform:
                  java: com.example.Unused
                %s
                """.formatted(suffix, source, target, more));
        this.control = new ControlTable(plain, ControlTable.nameFor(definition.name()));
        this.quarantine = new Quarantine(control, (id, version, images) -> "elsewhere");
        this.segments = new Segments(control);
        plain.createTable(ControlTable.creation(control.name()));
        create(source);
        create(target);
        this.handler = newHandler();
    }

    static TouchBench open() {
        return new TouchBench("");
    }

    static TouchBench open(GuardKind guard) {
        return new TouchBench("sync: {guard: " + guard.name().toLowerCase(Locale.ROOT) + "}");
    }

    static TouchBench open(String more) {
        return new TouchBench(more);
    }

    /** Makes another handler, as a process that starts anew has one. */
    TouchHandler newHandler() {
        return new TouchHandler(
                client,
                definition,
                transformation(),
                new ControlTable(client, control.name()),
                (id, version, images) -> "elsewhere",
                VerifySettings.DEFAULT,
                Clock.systemUTC());
    }

    Transformation transformation() {
        return new Transformation(definition, this::transform);
    }

    SegmentRequest request(Job job) {
        return new SegmentRequest(token.text(), job, source, 0, 1);
    }

    SegmentResult work(Job job) {
        return work(job, Duration.ofMinutes(1));
    }

    SegmentResult work(Job job, Duration time) {
        return handler.work(request(job), Instant.now().plus(time));
    }

    Progress progress(Job job) {
        return segments.find(new SegmentId(token.text(), job, source, 0));
    }

    Item putSource(Item item) {
        put(source, item);
        return item;
    }

    void put(String table, Item item) {
        plain.putItem(request -> request.tableName(table).item(item.attributes()));
    }

    void deleteSource(Item item) {
        plain.deleteItem(request -> request.tableName(source).key(key(item).attributes()));
    }

    Optional<Item> find(String table, Item key) {
        Map<String, AttributeValue> item = plain.getItem(request ->
                        request.tableName(table).key(key(key).attributes()).consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(Item.of(item));
    }

    Optional<Item> marked(Item item) {
        return find(source, item)
                .filter(found -> AttributeValues.string(token.text())
                        .equals(found.get(MARKER).orElse(null)));
    }

    /** Has the application delete a target item, as its interceptor does: with a tombstone, which is heeded. */
    void deleteAsApplication(Item item) {
        new Tombstones(control).heed(Instant.now());
        Map<String, AttributeValue> key = image(item).key().key().attributes();
        plain.putItem(request -> request.tableName(control.name()).item(ControlRows.tombstoneKey(target, key)));
        plain.deleteItem(request -> request.tableName(target).key(key));
    }

    /** Does as sync does with a record of this change. */
    void sync(long sequence, Optional<Item> before, Optional<Item> after) {
        GuardedWriter writer = new GuardedWriter(plain, definition, control);
        Duration time = Duration.ofSeconds(10);
        before.ifPresent(item -> {
            if (after.isEmpty() || !image(item).key().equals(image(after.get()).key())) {
                writer.write(
                        new GuardedWrite.Delete(image(item).key(), provenance(item, sequence), DeleteGuard.OLDER),
                        time);
            }
        });
        after.ifPresent(item ->
                writer.write(new GuardedWrite.Put(image(item), provenance(item, sequence), PutGuard.OLDER), time));
    }

    Provenance provenance(Item sourceItem, long sequence) {
        return new Provenance(id(sourceItem), Version.of(1, Long.toString(sequence)));
    }

    SourceId id(Item sourceItem) {
        return SourceId.of(source, key(sourceItem));
    }

    List<QuarantineEntry> quarantined() {
        return quarantine.list().toList();
    }

    List<Item> targetItems() {
        return plain.scan(request -> request.tableName(target).consistentRead(true)).items().stream()
                .map(Item::of)
                .toList();
    }

    Predicate<SdkRequest> touches() {
        return request -> request instanceof UpdateItemRequest update
                && update.tableName().equals(source);
    }

    Predicate<SdkRequest> targetPuts() {
        return request ->
                (request instanceof PutItemRequest put && put.tableName().equals(target))
                        || (request instanceof TransactWriteItemsRequest transaction
                                && transaction.transactItems().stream().anyMatch(item -> item.put() != null));
    }

    /** Sends the target's first put once more, as a request that its client gave up lands late. */
    void landAgain() {
        SdkRequest late = hooks.sent(DynamoDbRequest.class).stream()
                .filter(targetPuts())
                .findFirst()
                .orElseThrow();
        if (late instanceof PutItemRequest put) {
            plain.putItem(put);
            return;
        }
        try {
            // Without the token by which the service would know it again for ten minutes.
            plain.transactWriteItems(((TransactWriteItemsRequest) late)
                    .toBuilder().clientRequestToken(null).build());
        } catch (TransactionCanceledException refused) {
            // As it must be: the test looks at the target.
        }
    }

    Predicate<SdkRequest> targetDeletes() {
        return request -> request instanceof DeleteItemRequest delete
                && delete.tableName().equals(target);
    }

    static Item item(String partition, String sort) {
        return Item.of(Map.of("PK", AttributeValues.string(partition), "SK", AttributeValues.string(sort)));
    }

    /** Returns an item that has no room left for the marker. */
    static Item fullItem(String partition) {
        Item item = item(partition, "1").with("Big", AttributeValues.string(""));
        String filling = "x".repeat(Item.MAXIMUM_SIZE_IN_BYTES - item.sizeInBytes() - 1);
        return item.with("Big", AttributeValues.string(filling));
    }

    static Item with(Item item, String name, String value) {
        return item.with(name, AttributeValues.string(value));
    }

    @Override
    public void close() {
        handler.close();
        client.close();
    }

    private TargetImage image(Item sourceItem) {
        Item visible = transformation().visible(sourceItem);
        return transformation()
                .apply(new SourceItem(source, visible), 0)
                .images()
                .get(0);
    }

    private static ItemKey key(Item item) {
        Map<String, AttributeValue> key = new TreeMap<>(item.attributes());
        key.keySet().retainAll(List.of("PK", "SK"));
        return new ItemKey(key);
    }

    private List<TargetWrite> transform(SourceItem sourceItem) {
        Item item = sourceItem.item();
        if (item.has("Bad")) {
            throw new TransformException("attribute Bad");
        }
        Item moved = item.get("Move").map(sort -> item.with("SK", sort)).orElse(item);
        return List.of(new TargetWrite(target, moved.without("Big")));
    }

    private DynamoDbClientBuilder destination(DynamoDbClientBuilder builder) {
        return builder.endpointOverride(EmbeddedDynamoDb.shared().endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(hooks)
                        .build());
    }

    private void create(String table) {
        plain.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(List.of(element("PK", KeyType.HASH), element("SK", KeyType.RANGE)))
                .attributeDefinitions(List.of(string("PK"), string("SK")))
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    private static KeySchemaElement element(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition string(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
