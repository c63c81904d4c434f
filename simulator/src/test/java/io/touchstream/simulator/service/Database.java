package io.touchstream.simulator.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** DynamoDB's tables: each request is atomic, and conditions, limits and errors are those of the service. */
public final class Database {
    private final Map<String, Table> tables = new TreeMap<>();
    private final LongSupplier clock;
    private BiConsumer<DynamoDbRequest, Object> observer = (request, answer) -> {};

    /**
     * Creates a database without tables.
     *
     * @param clock the time in milliseconds
     */
    public Database(LongSupplier clock) {
        this.clock = clock;
    }

    /** Creates a table; its keys are strings. */
    public Table create(String name, String... keyNames) {
        Table table = new Table(name, List.of(keyNames), clock);
        tables.put(name, table);
        return table;
    }

    /** Has every request and its answer, or the exception in its place, observed. */
    public void observe(BiConsumer<DynamoDbRequest, Object> other) {
        observer = other;
    }

    <T> T observed(DynamoDbRequest request, Supplier<T> effect) {
        T answer;
        try {
            answer = effect.get();
        } catch (DynamoDbException refusal) {
            observer.accept(request, refusal);
            throw refusal;
        }
        observer.accept(request, answer);
        return answer;
    }

    /** Returns a table. */
    public Table table(String name) {
        Table table = tables.get(name);
        if (table == null) {
            throw Failures.notFound();
        }
        return table;
    }

    /** Reads one item. */
    public GetItemResponse get(GetItemRequest request) {
        return observed(request, () -> answer(request));
    }

    private GetItemResponse answer(GetItemRequest request) {
        Table table = table(request.tableName());
        Row row = table.row(request.key());
        if (!table.admitsRead(row, 1)) {
            throw Failures.throttle("TableReadKeyRangeThroughputExceeded", table.name);
        }
        return GetItemResponse.builder().item(table.items.get(row)).build();
    }

    /** Puts one item. */
    public PutItemResponse put(PutItemRequest request) {
        return observed(request, () -> answer(request));
    }

    private PutItemResponse answer(PutItemRequest request) {
        refuse(request.hasExpected() || request.returnValues() != null);
        Table table = table(request.tableName());
        Row row = table.row(request.item());
        Map<String, AttributeValue> met = table.items.get(row);
        double units = Table.units(met, request.item());
        admit(table, row, units);
        table.check(request.item(), false);
        require(
                request.conditionExpression(),
                scope(met, request.expressionAttributeNames(), request.expressionAttributeValues()),
                request.returnValuesOnConditionCheckFailure());
        table.store(row, request.item(), false);
        return PutItemResponse.builder()
                .consumedCapacity(capacity(request.returnConsumedCapacity(), table, units))
                .build();
    }

    /** Updates one item. */
    public UpdateItemResponse update(UpdateItemRequest request) {
        return observed(request, () -> answer(request));
    }

    private UpdateItemResponse answer(UpdateItemRequest request) {
        refuse(request.hasAttributeUpdates() || request.returnValues() != null);
        Table table = table(request.tableName());
        Row row = table.row(request.key());
        Map<String, AttributeValue> met = table.items.get(row);
        admit(table, row, Table.units(met, null));
        Scope scope = scope(met, request.expressionAttributeNames(), request.expressionAttributeValues());
        require(request.conditionExpression(), scope, request.returnValuesOnConditionCheckFailure());
        Map<String, AttributeValue> after =
                new HashMap<>(Expressions.update(request.updateExpression()).apply(scope));
        after.putAll(request.key());
        table.check(after, true);
        table.store(row, after, false);
        return UpdateItemResponse.builder()
                .consumedCapacity(capacity(request.returnConsumedCapacity(), table, Table.units(met, after)))
                .build();
    }

    /** Deletes one item. */
    public DeleteItemResponse delete(DeleteItemRequest request) {
        return observed(request, () -> answer(request));
    }

    private DeleteItemResponse answer(DeleteItemRequest request) {
        refuse(request.hasExpected() || request.returnValues() != null);
        Table table = table(request.tableName());
        Row row = table.row(request.key());
        Map<String, AttributeValue> met = table.items.get(row);
        admit(table, row, Table.units(met, null));
        require(
                request.conditionExpression(),
                scope(met, request.expressionAttributeNames(), request.expressionAttributeValues()),
                request.returnValuesOnConditionCheckFailure());
        table.store(row, null, false);
        return DeleteItemResponse.builder().build();
    }

    /** Deletes an item as the time-to-live service does. */
    public void expire(String table, Map<String, AttributeValue> key) {
        Table expiring = table(table);
        observer.accept(
                DeleteItemRequest.builder().tableName(table).key(key).build(),
                DeleteItemResponse.builder().build());
        expiring.store(expiring.row(key), null, true);
    }

    /** Makes several writes or none. */
    public TransactWriteItemsResponse transact(TransactWriteItemsRequest request) {
        return observed(request, () -> answer(request));
    }

    private TransactWriteItemsResponse answer(TransactWriteItemsRequest request) {
        List<Part> parts = request.transactItems().stream().map(this::part).toList();
        Set<String> rows = new HashSet<>();
        if (!parts.stream()
                .allMatch(part -> rows.add(part.table().name + "/" + part.row().text()))) {
            throw Failures.validation("Transaction request cannot include multiple operations on one item");
        }
        List<CancellationReason> reasons = new ArrayList<>();
        for (Part part : parts) {
            reasons.add(part.reason());
        }
        if (reasons.stream().anyMatch(reason -> !reason.code().equals("None"))) {
            throw Failures.cancelled(reasons);
        }
        parts.forEach(part -> part.table().store(part.row(), part.after(), false));
        return TransactWriteItemsResponse.builder().build();
    }

    /** One write of a transaction; {@code after} is null for a delete. */
    private record Part(
            Table table,
            Row row,
            Map<String, AttributeValue> after,
            String condition,
            Scope scope,
            boolean returnsOld) {
        CancellationReason reason() {
            CancellationReason.Builder reason = CancellationReason.builder();
            if (!table.admitsWrite(row, 2 * Table.units(table.items.get(row), after))) {
                return reason.code("ThrottlingError")
                        .message("Throughput exceeds the current capacity of your table or index")
                        .build();
            }
            if (condition != null && !Expressions.condition(condition).holds(scope)) {
                Map<String, AttributeValue> met = table.items.get(row);
                return reason.code("ConditionalCheckFailed")
                        .message("The conditional request failed")
                        .item(returnsOld ? met : null)
                        .build();
            }
            return reason.code("None").build();
        }
    }

    private Part part(TransactWriteItem item) {
        refuse(item.conditionCheck() != null);
        if (item.put() != null) {
            return part(item.put());
        }
        return item.update() == null ? part(item.delete()) : part(item.update());
    }

    private Part part(Put put) {
        Table table = table(put.tableName());
        Row row = table.row(put.item());
        table.check(put.item(), false);
        return new Part(
                table,
                row,
                put.item(),
                put.conditionExpression(),
                scope(table.items.get(row), put.expressionAttributeNames(), put.expressionAttributeValues()),
                put.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    private Part part(Update update) {
        Table table = table(update.tableName());
        Row row = table.row(update.key());
        Scope scope =
                scope(table.items.get(row), update.expressionAttributeNames(), update.expressionAttributeValues());
        Map<String, AttributeValue> after =
                new HashMap<>(Expressions.update(update.updateExpression()).apply(scope));
        after.putAll(update.key());
        table.check(after, true);
        return new Part(
                table,
                row,
                after,
                update.conditionExpression(),
                scope,
                update.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    private Part part(Delete delete) {
        Table table = table(delete.tableName());
        Row row = table.row(delete.key());
        return new Part(
                table,
                row,
                null,
                delete.conditionExpression(),
                scope(table.items.get(row), delete.expressionAttributeNames(), delete.expressionAttributeValues()),
                delete.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    private static void admit(Table table, Row row, double units) {
        if (!table.admitsWrite(row, units)) {
            throw Failures.throttle("TableWriteKeyRangeThroughputExceeded", table.name);
        }
    }

    private static void require(String condition, Scope scope, ReturnValuesOnConditionCheckFailure asked) {
        if (condition != null && !Expressions.condition(condition).holds(scope)) {
            boolean returned = asked == ReturnValuesOnConditionCheckFailure.ALL_OLD
                    && !scope.item().isEmpty();
            throw Failures.condition(returned ? scope.item() : null);
        }
    }

    static Scope scope(Map<String, AttributeValue> met, Map<String, String> names, Map<String, AttributeValue> values) {
        return new Scope(met == null ? Map.of() : met, names, values);
    }

    private static ConsumedCapacity capacity(ReturnConsumedCapacity asked, Table table, double units) {
        return asked == ReturnConsumedCapacity.TOTAL
                ? ConsumedCapacity.builder()
                        .tableName(table.name)
                        .capacityUnits(units)
                        .build()
                : null;
    }

    private static void refuse(boolean unknown) {
        if (unknown) {
            throw new UnsupportedOperationException("the simulator does not know this form of the request");
        }
    }
}
