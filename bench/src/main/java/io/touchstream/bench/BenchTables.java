package io.touchstream.bench;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.sync.SyncClients;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
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
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** An embedded DynamoDB with a seeded source, an empty target and a control table; and the bare loop that others are measured by. */
final class BenchTables implements AutoCloseable {
    /** How many items one operation works on. */
    static final int ITEMS = 1_000;

    static final int CONCURRENCY = 16;
    static final String SOURCE = "BenchSource";
    static final String TARGET = "BenchTarget";

    final DynamoDbClient client;
    final ControlTable control;
    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
    private final ExecutorService pool = Executors.newFixedThreadPool(CONCURRENCY);

    BenchTables() {
        client = SyncClients.dynamoDb(CONCURRENCY, this::destination);
        control = new ControlTable(client, "BenchControl");
        // By a client that waits: the others ask again after five seconds, and would find the table there.
        database.client().createTable(ControlTable.creation(control.name()));
        create(SOURCE);
        create(TARGET);
        concurrently(item -> client.putItem(
                request -> request.tableName(SOURCE).item(Map.of("id", id(item), "v", AttributeValue.fromS("value")))));
    }

    static MigrationDefinition definition(String guard) {
        return MigrationLoader.parse(
                "bench.yaml",
                "name: bench\nsource: {tables: [" + SOURCE + "]}\ntarget: {tables: {" + TARGET
                        + ": {partitionKey: {id: S}}}}\nsync: {guard: " + guard + "}\n");
    }

    /** Directs a client to the database. */
    DynamoDbClientBuilder destination(DynamoDbClientBuilder builder) {
        return builder.endpointOverride(database.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    /** Does something with each item's number, as many at once as touch and sync do, and waits for all. */
    void concurrently(IntConsumer work) {
        IntStream.range(0, ITEMS)
                .<Future<?>>mapToObj(item -> pool.submit(() -> work.accept(item)))
                .toList()
                .forEach(BenchTables::await);
    }

    static AttributeValue id(int item) {
        return AttributeValue.fromS(Integer.toString(item));
    }

    @Override
    public void close() {
        pool.shutdown();
        client.close();
        database.close();
    }

    private static void await(Future<?> work) {
        try {
            work.get();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void create(String name) {
        database.client()
                .createTable(request -> request.tableName(name)
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
}
