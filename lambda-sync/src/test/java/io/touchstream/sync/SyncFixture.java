package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.sync.write.WriteSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context.BeforeExecution;
import software.amazon.awssdk.core.interceptor.Context.ModifyRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** A migration of source items {@code id, k, ...} to a target keyed by {@code k}, on DynamoDB Local with the real handler. */
final class SyncFixture implements AutoCloseable, ExecutionInterceptor {
    static final String MARKER = "migrate";

    final String target = "Target" + UUID.randomUUID().toString().substring(0, 8);
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<SdkRequest> requests = new CopyOnWriteArrayList<>();
    final DynamoDbClient client;
    final ControlTable control;
    final Quarantine quarantine;
    final SyncHandler handler;
    volatile Duration remaining = Duration.ofSeconds(60);
    volatile UnaryOperator<SdkRequest> tamper = request -> request;
    private int sequence = 100;

    SyncFixture() {
        this("", "");
    }

    static SyncFixture of(GuardKind guard) {
        return new SyncFixture("", "sync: {guard: " + guard.name().toLowerCase(Locale.ROOT) + "}\n");
    }

    SyncFixture(String rules, String more) {
        EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
        client = SyncClients.dynamoDb(
                16,
                builder -> builder.endpointOverride(database.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                        .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                                .addExecutionInterceptor(this)
                                .build()));
        MigrationDefinition definition = MigrationLoader.parse(
                "test.yaml",
                "name: test\nsource: {tables: {Source: {partitionKey: {id: S}, timeToLive: expiresAt}}}\ntarget:\n  tables:\n    "
                        + target + ": {partitionKey: {k: S}}\n" + rules + more);
        control = new ControlTable(client, "control-" + target);
        create(ControlTable.creation(control.name()));
        create(CreateTableRequest.builder()
                .tableName(target)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("k")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("k")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .build());
        quarantine = new Quarantine(control, (source, version, images) -> "elsewhere");
        handler = new SyncHandler(new SyncDependencies(
                client,
                definition,
                control,
                (source, version, images) -> "elsewhere",
                new WriteSettings(8, 6, 2, Duration.ofMillis(5)),
                Clock.systemUTC(),
                lines::add));
    }

    /** A busy machine may answer late, so that the client asks twice. */
    private void create(CreateTableRequest request) {
        try {
            client.createTable(request);
        } catch (ResourceInUseException createdByAnEarlierAttempt) {
            client.describeTable(described -> described.tableName(request.tableName()));
        }
    }

    @Override
    public void beforeExecution(BeforeExecution context, ExecutionAttributes attributes) {
        requests.add(context.request());
    }

    @Override
    public SdkRequest modifyRequest(ModifyRequest context, ExecutionAttributes attributes) {
        return tamper.apply(context.request());
    }

    /** Returns a tamperer that sees, as puts of their own, the puts of transactions as well. */
    UnaryOperator<SdkRequest> puts(UnaryOperator<PutItemRequest> change) {
        return request -> {
            if (request instanceof PutItemRequest put && put.tableName().equals(target)) {
                return change.apply(put);
            }
            if (request instanceof TransactWriteItemsRequest transaction) {
                return transaction.toBuilder()
                        .transactItems(transaction.transactItems().stream()
                                .map(item -> item.put() == null ? item : with(item, change))
                                .toList())
                        .build();
            }
            return request;
        };
    }

    private static TransactWriteItem with(TransactWriteItem item, UnaryOperator<PutItemRequest> change) {
        PutItemRequest put = PutItemRequest.builder()
                .tableName(item.put().tableName())
                .item(item.put().item())
                .build();
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> changed =
                change.apply(put).item();
        return item.toBuilder()
                .put(item.put().toBuilder().item(changed).build())
                .build();
    }

    /** An image: id, k and v, and the marker where a token is given. */
    static Map<String, AttributeValue> image(String id, String k, String v, String... token) {
        Map<String, AttributeValue> image = new TreeMap<>();
        image.put("id", new AttributeValue().withS(id));
        image.put("k", new AttributeValue().withS(k));
        image.put("v", new AttributeValue().withS(v));
        if (token.length > 0) {
            image.put(MARKER, new AttributeValue().withS(token[0]));
        }
        return image;
    }

    DynamodbStreamRecord record(
            @Nullable Map<String, AttributeValue> before, @Nullable Map<String, AttributeValue> after) {
        return record(++sequence, before, after);
    }

    DynamodbStreamRecord record(
            int number, @Nullable Map<String, AttributeValue> before, @Nullable Map<String, AttributeValue> after) {
        StreamRecord stream = new StreamRecord()
                .withKeys(Map.of("id", (after == null ? Objects.requireNonNull(before) : after).get("id")))
                .withSequenceNumber(Integer.toString(number))
                .withStreamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                .withApproximateCreationDateTime(Date.from(Instant.now()));
        stream.setOldImage(before);
        stream.setNewImage(after);
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventID(UUID.randomUUID().toString());
        record.setEventName(before == null ? "INSERT" : after == null ? "REMOVE" : "MODIFY");
        record.setEventSourceARN("arn:aws:dynamodb:eu-west-1:000000000000:table/Source/stream/2026-01-01T00:00:00.000");
        record.setDynamodb(stream);
        return record;
    }

    StreamsEventResponse deliver(@Nullable DynamodbStreamRecord... records) {
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(new ArrayList<>(Arrays.asList(records)));
        Context context = Mockito.mock(Context.class);
        Mockito.when(context.getRemainingTimeInMillis()).thenReturn((int) remaining.toMillis());
        return handler.handleRequest(event, context);
    }

    /** Returns the target's items by key, as {@code v}. */
    Map<String, String> targetValues() {
        Map<String, String> values = new TreeMap<>();
        client.scanPaginator(request -> request.tableName(target).consistentRead(true))
                .items()
                .forEach(item -> values.put(
                        Objects.requireNonNull(item.get("k")).s(),
                        Objects.requireNonNull(item.get("v")).s()));
        return values;
    }

    List<QuarantineEntry> entries() {
        return quarantine.list().toList();
    }

    Soundness soundness() {
        return new Soundness(control);
    }

    Canaries canaries() {
        return new Canaries(control);
    }

    @Override
    public void close() {
        handler.close();
        client.close();
    }
}
