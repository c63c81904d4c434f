package io.touchstream.protocol.control;

import io.touchstream.definition.ControlTableName;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Reads and writes rows of one migration's control table. Safe to share between threads. */
public final class ControlTable {
    static final String PARTITION_KEY = "pk";
    static final String SORT_KEY = "sk";

    /** The most keys of one request. Source: DynamoDB developer guide, quotas of BatchGetItem. */
    private static final int LOOK_UP_SIZE = 100;

    private final DynamoDbClient client;
    private final String name;

    public ControlTable(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Returns the name of a migration's control table. */
    public static String nameFor(String migration) {
        return ControlTableName.of(migration);
    }

    /** Returns the name of the migration whose control table would have that name, if any would. */
    public static Optional<String> migrationOf(String table) {
        return table.startsWith(ControlTableName.PREFIX)
                ? Optional.of(table.substring(ControlTableName.PREFIX.length())).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    /** Returns the request that creates a control table of that name. */
    public static CreateTableRequest creation(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key(PARTITION_KEY, KeyType.HASH), key(SORT_KEY, KeyType.RANGE))
                .attributeDefinitions(string(PARTITION_KEY), string(SORT_KEY))
                .build();
    }

    /** Returns the table's name. */
    public String name() {
        return name;
    }

    /** Tells whether the table has the key of a control table, and so is one. */
    public boolean isOne() {
        return client.describeTable(request -> request.tableName(name)).table().keySchema().stream()
                .map(KeySchemaElement::attributeName)
                .toList()
                .equals(List.of(PARTITION_KEY, SORT_KEY));
    }

    /** Returns the same table, reached through another client. */
    public ControlTable using(DynamoDbClient other) {
        return new ControlTable(other, name);
    }

    DynamoDbClient client() {
        return client;
    }

    Optional<Item> get(String partition, String sort) {
        Map<String, AttributeValue> item = client.getItem(GetItemRequest.builder()
                        .tableName(name)
                        .key(key(partition, sort))
                        .consistentRead(true)
                        .build())
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(Item.of(item));
    }

    /**
     * Reads the rows of some keys that are there, in no order: one request for every hundred of them.
     *
     * @param keys no one twice
     * @param projection the attributes that are read, by their names' placeholders
     */
    List<Item> getAll(List<Map<String, AttributeValue>> keys, String projection, Map<String, String> names) {
        List<Item> rows = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += LOOK_UP_SIZE) {
            KeysAndAttributes some = KeysAndAttributes.builder()
                    .keys(keys.subList(from, Math.min(keys.size(), from + LOOK_UP_SIZE)))
                    .consistentRead(true)
                    .projectionExpression(projection)
                    .expressionAttributeNames(names)
                    .build();
            client
                    .batchGetItemPaginator(BatchGetItemRequest.builder()
                            .requestItems(Map.of(name, some))
                            .build())
                    .stream()
                    .flatMap(page -> page.responses().getOrDefault(name, List.of()).stream())
                    .map(Item::of)
                    .forEach(rows::add);
        }
        return rows;
    }

    /** Reads all rows of one partition, page by page, in the order of their sort keys. */
    Stream<Item> query(String partition) {
        return client
                .queryPaginator(QueryRequest.builder()
                        .tableName(name)
                        .keyConditionExpression("#pk = :pk")
                        .expressionAttributeNames(Map.of("#pk", PARTITION_KEY))
                        .expressionAttributeValues(Map.of(":pk", AttributeValues.string(partition)))
                        .consistentRead(true)
                        .build())
                .items()
                .stream()
                .map(Item::of);
    }

    /** Reads the keys of all rows whose partitions' names begin so; it reads the whole table for that. */
    Stream<Item> scan(String partitionPrefix) {
        return client
                .scanPaginator(ScanRequest.builder()
                        .tableName(name)
                        .filterExpression("begins_with(#pk, :prefix)")
                        .projectionExpression("#pk, #sk")
                        .expressionAttributeNames(Map.of("#pk", PARTITION_KEY, "#sk", SORT_KEY))
                        .expressionAttributeValues(Map.of(":prefix", AttributeValues.string(partitionPrefix)))
                        .build())
                .items()
                .stream()
                .map(Item::of);
    }

    /** Reads the row of one partition that has the greatest sort key, if there is any. */
    Optional<Item> last(String partition) {
        return client
                .query(request -> request.tableName(name)
                        .keyConditionExpression("#pk = :pk")
                        .expressionAttributeNames(Map.of("#pk", PARTITION_KEY))
                        .expressionAttributeValues(Map.of(":pk", AttributeValues.string(partition)))
                        .scanIndexForward(false)
                        .limit(1)
                        .consistentRead(true))
                .items()
                .stream()
                .findFirst()
                .map(Item::of);
    }

    void put(String partition, String sort, Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> item = new HashMap<>(attributes);
        item.putAll(key(partition, sort));
        client.putItem(request -> request.tableName(name).item(item));
    }

    /** Updates a row as the request says; tells whether its condition held. */
    boolean update(String partition, String sort, UpdateItemRequest.Builder request) {
        try {
            client.updateItem(request.tableName(name).key(key(partition, sort)).build());
            return true;
        } catch (ConditionalCheckFailedException refusal) {
            return false;
        }
    }

    void delete(String partition, String sort) {
        client.deleteItem(request -> request.tableName(name).key(key(partition, sort)));
    }

    /** Deletes a row where one of its attributes has the value given; tells whether it had. */
    boolean delete(String partition, String sort, String attribute, AttributeValue expected) {
        try {
            client.deleteItem(request -> request.tableName(name)
                    .key(key(partition, sort))
                    .conditionExpression("#attribute = :expected")
                    .expressionAttributeNames(Map.of("#attribute", attribute))
                    .expressionAttributeValues(Map.of(":expected", expected)));
            return true;
        } catch (ConditionalCheckFailedException refusal) {
            return false;
        }
    }

    static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of(
                PARTITION_KEY, AttributeValues.string(partition),
                SORT_KEY, AttributeValues.string(sort));
    }

    private static KeySchemaElement key(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    private static AttributeDefinition string(String attribute) {
        return AttributeDefinition.builder()
                .attributeName(attribute)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
