package io.touchstream.simulator.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Answers reads of several items. */
public final class Reads {
    private final Database database;
    private final BooleanSupplier pageEnds;

    /**
     * Creates it for a database.
     *
     * @param pageEnds draws after each item that was scanned whether the page ends with it
     */
    public Reads(Database database, BooleanSupplier pageEnds) {
        this.database = database;
        this.pageEnds = pageEnds;
    }

    /** Describes a table: its key alone. */
    public DescribeTableResponse describe(DescribeTableRequest request) {
        Table table = database.table(request.tableName());
        List<KeySchemaElement> keys = new ArrayList<>();
        List<AttributeDefinition> attributes = new ArrayList<>();
        for (String name : table.keyNames) {
            KeyType type = keys.isEmpty() ? KeyType.HASH : KeyType.RANGE;
            keys.add(
                    KeySchemaElement.builder().attributeName(name).keyType(type).build());
            attributes.add(AttributeDefinition.builder()
                    .attributeName(name)
                    .attributeType(ScalarAttributeType.S)
                    .build());
        }
        return DescribeTableResponse.builder()
                .table(description ->
                        description.tableName(table.name).keySchema(keys).attributeDefinitions(attributes))
                .build();
    }

    /** Reads items by their keys. What {@code left} picks, and what is throttled, is left unprocessed. */
    public BatchGetItemResponse batchGet(BatchGetItemRequest request, Predicate<String> left) {
        return database.observed(request, () -> answer(request, left));
    }

    private BatchGetItemResponse answer(BatchGetItemRequest request, Predicate<String> left) {
        Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new HashMap<>();
        int processed = 0;
        for (Map.Entry<String, KeysAndAttributes> part : request.requestItems().entrySet()) {
            Table table = database.table(part.getKey());
            List<Map<String, AttributeValue>> items = new ArrayList<>();
            List<Map<String, AttributeValue>> open = new ArrayList<>();
            for (Map<String, AttributeValue> key : part.getValue().keys()) {
                Row row = table.row(key);
                if (left.test(row.text()) || !table.admitsRead(row, 1)) {
                    open.add(key);
                    continue;
                }
                processed++;
                Map<String, AttributeValue> item = table.items.get(row);
                if (item != null) {
                    items.add(projected(
                            item,
                            part.getValue().projectionExpression(),
                            part.getValue().expressionAttributeNames()));
                }
            }
            found.put(part.getKey(), items);
            if (!open.isEmpty()) {
                unprocessed.put(
                        part.getKey(), part.getValue().toBuilder().keys(open).build());
            }
        }
        if (processed == 0) {
            throw Failures.throttle("TableReadKeyRangeThroughputExceeded", "any");
        }
        return BatchGetItemResponse.builder()
                .responses(found)
                .unprocessedKeys(unprocessed)
                .build();
    }

    /** Reads the items of one partition key, in the order of their sort keys. */
    public QueryResponse query(QueryRequest request) {
        return database.observed(request, () -> answer(request));
    }

    private QueryResponse answer(QueryRequest request) {
        if (request.filterExpression() != null || request.indexName() != null || request.hasExclusiveStartKey()) {
            throw new UnsupportedOperationException("the simulator does not know this form of query");
        }
        Table table = database.table(request.tableName());
        Condition condition = Expressions.condition(request.keyConditionExpression());
        List<Map<String, AttributeValue>> items = table.items.values().stream()
                .filter(item -> condition.holds(
                        Database.scope(item, request.expressionAttributeNames(), request.expressionAttributeValues())))
                .toList();
        return QueryResponse.builder()
                .items(items)
                .count(items.size())
                .scannedCount(items.size())
                .build();
    }

    /** Reads a page of a segment. */
    public ScanResponse scan(ScanRequest request) {
        return database.observed(request, () -> answer(request));
    }

    private ScanResponse answer(ScanRequest request) {
        Table table = database.table(request.tableName());
        int segments = request.totalSegments() == null ? 1 : request.totalSegments();
        int segment = request.segment() == null ? 0 : request.segment();
        long from = Row.HASHES * segment / segments;
        long to = Row.HASHES * (segment + 1) / segments;
        NavigableMap<Row, Map<String, AttributeValue>> rest =
                request.hasExclusiveStartKey() && !request.exclusiveStartKey().isEmpty()
                        ? table.items.tailMap(table.row(request.exclusiveStartKey()), false)
                        : table.items;
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        Map<String, AttributeValue> last = null;
        int scanned = 0;
        for (Map.Entry<Row, Map<String, AttributeValue>> entry : rest.entrySet()) {
            if (entry.getKey().hash() < from || entry.getKey().hash() >= to) {
                continue;
            }
            if (scanned == 0 && !table.admitsRead(entry.getKey(), 1)) {
                throw Failures.throttle("TableReadKeyRangeThroughputExceeded", table.name);
            }
            scanned++;
            if (passes(request, entry.getValue())) {
                items.add(projected(
                        entry.getValue(), request.projectionExpression(), request.expressionAttributeNames()));
            }
            if ((request.limit() != null && scanned == request.limit()) || pageEnds.getAsBoolean()) {
                last = Row.key(table.keyNames, entry.getValue());
                break;
            }
        }
        ScanResponse.Builder page =
                ScanResponse.builder().items(items).count(items.size()).scannedCount(scanned);
        return last == null ? page.build() : page.lastEvaluatedKey(last).build();
    }

    private static boolean passes(ScanRequest request, Map<String, AttributeValue> item) {
        return request.filterExpression() == null
                || Expressions.condition(request.filterExpression())
                        .holds(Database.scope(
                                item, request.expressionAttributeNames(), request.expressionAttributeValues()));
    }

    private static Map<String, AttributeValue> projected(
            Map<String, AttributeValue> item, String projection, Map<String, String> names) {
        if (projection == null) {
            return item;
        }
        Scope scope = new Scope(item, names, Map.of());
        Map<String, AttributeValue> some = new HashMap<>();
        for (String path : Expressions.projection(projection)) {
            AttributeValue value = scope.at(path);
            if (value != null) {
                some.put(scope.name(path), value);
            }
        }
        return some;
    }
}
