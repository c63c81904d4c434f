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
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

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
        client.createTable(ControlTable.creation(control.name()));
        client.createTable(request -> request.tableName(target)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("k")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("k")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
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

    @Override
    public void beforeExecution(BeforeExecution context, ExecutionAttributes attributes) {
        requests.add(context.request());
    }

    @Override
    public SdkRequest modifyRequest(ModifyRequest context, ExecutionAttributes attributes) {
        return tamper.apply(context.request());
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

    StreamsEventResponse deliver(DynamodbStreamRecord... records) {
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
