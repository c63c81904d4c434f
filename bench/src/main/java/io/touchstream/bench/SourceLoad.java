package io.touchstream.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Creates a table keyed by {@code id} at a local endpoint and fills it, for measurements of a run in a process of its own,
 * as docs/benchmarks.md describes. Arguments: endpoint, table, items.
 */
public final class SourceLoad {
    private static final int BATCH = 25;
    private static final String FILLING = "x".repeat(200);

    private SourceLoad() {}

    /** Fills the table. */
    public static void main(String[] arguments) {
        String table = arguments[1];
        int items = Integer.parseInt(arguments[2]);
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(URI.create(arguments[0]))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build()) {
            createTable(client, table);
            for (int from = 0; from < items; from += BATCH) {
                fill(client, table, from, Math.min(items, from + BATCH));
            }
        }
        System.out.println(items + " items in table " + table);
    }

    private static void createTable(DynamoDbClient client, String table) {
        client.createTable(request -> request.tableName(table)
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

    private static void fill(DynamoDbClient client, String table, int from, int to) {
        Map<String, List<WriteRequest>> pending = Map.of(
                table,
                IntStream.range(from, to)
                        .mapToObj(SourceLoad::item)
                        .map(item -> WriteRequest.builder()
                                .putRequest(put -> put.item(item))
                                .build())
                        .toList());
        while (!pending.isEmpty()) {
            Map<String, List<WriteRequest>> asked = pending;
            pending = client.batchWriteItem(request -> request.requestItems(asked))
                    .unprocessedItems();
        }
    }

    private static Map<String, AttributeValue> item(int number) {
        return Map.of(
                "id", AttributeValue.fromS("i" + number),
                "group", AttributeValue.fromS("g" + number % 100),
                "number", AttributeValue.fromN(Integer.toString(number)),
                "filling", AttributeValue.fromS(FILLING));
    }
}
