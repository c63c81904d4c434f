package io.touchstream.client;

import io.touchstream.client.Tombstones.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes an application's requests leave target items without provenance, and finds what they delete. */
final class TargetWrites {
    private final Ownership ownership;

    TargetWrites(Ownership ownership) {
        this.ownership = ownership;
    }

    /**
     * Returns the request such that what it writes in a target is the application's own.
     *
     * @throws UnsupportedWriteException where that cannot be
     */
    SdkRequest owned(SdkRequest request) {
        if (request instanceof PutItemRequest put && isTarget(put.tableName())) {
            return put.toBuilder().item(owned(put.item())).build();
        }
        if (request instanceof UpdateItemRequest update && isTarget(update.tableName())) {
            return owned(update);
        }
        if (request instanceof BatchWriteItemRequest batch) {
            return owned(batch);
        }
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.toBuilder()
                    .transactItems(transaction.transactItems().stream()
                            .map(this::owned)
                            .toList())
                    .build();
        }
        statements(request).forEach(this::check);
        return request;
    }

    /** Tells whether a request may write a target. */
    boolean writes(SdkRequest request) {
        if (request instanceof PutItemRequest put) {
            return isTarget(put.tableName());
        }
        if (request instanceof UpdateItemRequest update) {
            return isTarget(update.tableName());
        }
        if (request instanceof BatchWriteItemRequest batch) {
            return batch.requestItems().keySet().stream().anyMatch(this::isTarget);
        }
        return request instanceof TransactWriteItemsRequest || !deleted(request).isEmpty();
    }

    /** Returns the target items that a request deletes. */
    List<Target> deleted(SdkRequest request) {
        List<Target> deleted = new ArrayList<>();
        if (request instanceof DeleteItemRequest delete) {
            add(deleted, delete.tableName(), delete.key());
        }
        if (request instanceof BatchWriteItemRequest batch) {
            batch.requestItems()
                    .forEach((table, writes) -> writes.stream()
                            .filter(write -> write.deleteRequest() != null)
                            .forEach(write ->
                                    add(deleted, table, write.deleteRequest().key())));
        }
        if (request instanceof TransactWriteItemsRequest transaction) {
            transaction.transactItems().stream()
                    .filter(item -> item.delete() != null)
                    .forEach(item -> add(
                            deleted, item.delete().tableName(), item.delete().key()));
        }
        return deleted;
    }

    /** Tells whether a delete may be refused for another reason than that it was never sent. */
    static boolean isRefusable(SdkRequest request) {
        return request instanceof TransactWriteItemsRequest
                || (request instanceof DeleteItemRequest delete
                        && (delete.conditionExpression() != null || delete.hasExpected()));
    }

    private void add(List<Target> deleted, String table, Map<String, AttributeValue> key) {
        if (isTarget(table)) {
            deleted.add(new Target(Ownership.name(table), key));
        }
    }

    private static UpdateItemRequest owned(UpdateItemRequest update) {
        if (update.hasAttributeUpdates()) {
            throw new UnsupportedWriteException("an update by AttributeUpdates cannot be made the application's own:"
                    + " use an update expression");
        }
        OwnedUpdate owned = OwnedUpdate.of(update.updateExpression(), update.expressionAttributeNames());
        return update.toBuilder()
                .updateExpression(owned.expression())
                .expressionAttributeNames(owned.names())
                .build();
    }

    private BatchWriteItemRequest owned(BatchWriteItemRequest batch) {
        Map<String, List<WriteRequest>> owned = new HashMap<>(batch.requestItems());
        owned.replaceAll((table, writes) ->
                isTarget(table) ? writes.stream().map(TargetWrites::owned).toList() : writes);
        return batch.toBuilder().requestItems(owned).build();
    }

    private static WriteRequest owned(WriteRequest write) {
        return write.putRequest() == null
                ? write
                : write.toBuilder()
                        .putRequest(put -> put.item(owned(write.putRequest().item())))
                        .build();
    }

    private TransactWriteItem owned(TransactWriteItem item) {
        if (item.put() != null && isTarget(item.put().tableName())) {
            return item.toBuilder()
                    .put(item.put().toBuilder().item(owned(item.put().item())).build())
                    .build();
        }
        if (item.update() != null && isTarget(item.update().tableName())) {
            OwnedUpdate owned = OwnedUpdate.of(
                    item.update().updateExpression(), item.update().expressionAttributeNames());
            return item.toBuilder()
                    .update(item.update().toBuilder()
                            .updateExpression(owned.expression())
                            .expressionAttributeNames(owned.names())
                            .build())
                    .build();
        }
        return item;
    }

    private static Map<String, AttributeValue> owned(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> owned = new HashMap<>(item);
        owned.remove(Ownership.PROVENANCE);
        return owned;
    }

    private static Stream<String> statements(SdkRequest request) {
        if (request instanceof ExecuteStatementRequest one) {
            return Stream.of(one.statement());
        }
        if (request instanceof BatchExecuteStatementRequest batch) {
            return batch.statements().stream().map(BatchStatementRequest::statement);
        }
        if (request instanceof ExecuteTransactionRequest transaction) {
            return transaction.transactStatements().stream().map(ParameterizedStatement::statement);
        }
        return Stream.empty();
    }

    private void check(String statement) {
        boolean reads = statement.strip().toUpperCase(Locale.ROOT).startsWith("SELECT");
        if (!reads && ownership.targets().stream().anyMatch(statement::contains)) {
            throw new UnsupportedWriteException("a PartiQL statement that writes a target table cannot be made the"
                    + " application's own: use PutItem, UpdateItem, DeleteItem or TransactWriteItems");
        }
    }

    private boolean isTarget(String table) {
        return ownership.isTarget(table);
    }
}
