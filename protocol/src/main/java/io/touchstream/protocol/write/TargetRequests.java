package io.touchstream.protocol.write;

import io.touchstream.item.Item;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Sends requests of guarded writes, and tells each refusal apart by what it met. Safe to share between threads. */
final class TargetRequests {
    /** The most items in one transaction. Source: developer guide, quotas. */
    static final int MAXIMUM_TRANSACTION_ITEMS = 100;

    private static final double BYTES_PER_UNIT = 1024;

    private final DynamoDbClient client;

    private volatile @Nullable Tombstones tombstones;

    TargetRequests(DynamoDbClient client) {
        this.client = client;
    }

    /** Heeds the tombstones that the application leaves, from now on. */
    void heed(Tombstones left) {
        tombstones = left;
    }

    boolean heedsTombstones() {
        return tombstones != null;
    }

    DynamoDbClient client() {
        return client;
    }

    /** Returns the write units of a put, indexes apart. */
    static double units(GuardedWrite.Put put) {
        return Math.ceil(put.image().item().sizeInBytes() / BYTES_PER_UNIT);
    }

    /** Sends one write by itself. */
    WriteResult send(GuardedWrite write, Duration timeLeft) {
        if (heedsTombstones() && HeededTombstones.mayCreate(write)) {
            return transact(List.of(write), timeLeft).get(0);
        }
        try {
            return send(write, GuardedExpression.of(write), timeLeft);
        } catch (ConditionalCheckFailedException refusal) {
            return Refusal.classify(write, refusal.hasItem() ? refusal.item() : Map.of());
        }
    }

    /** Sends writes as one transaction. */
    List<WriteResult> transact(List<GuardedWrite> writes, Duration timeLeft) {
        List<CancellationReason> reasons = send(writes, List.of(), timeLeft);
        if (reasons.isEmpty()) {
            return written(writes);
        }
        List<WriteResult> results = new ArrayList<>();
        for (int index = 0; index < writes.size(); index++) {
            results.add(TransactionRefusal.classify(writes.get(index), reasons.get(index)));
        }
        return results;
    }

    /** Sends writes and the update of a row as one transaction; returns the refusal, if it was refused. */
    Optional<TransactionRefusal> transact(List<GuardedWrite> writes, Update row, Duration timeLeft) {
        TransactWriteItem item = TransactWriteItem.builder().update(row).build();
        List<CancellationReason> reasons = send(writes, List.of(item), timeLeft);
        return reasons.isEmpty() ? Optional.empty() : Optional.of(new TransactionRefusal(List.copyOf(writes), reasons));
    }

    /** Sends the update of a row by itself; it may be refused. */
    void update(Update row, Duration timeLeft) {
        try {
            client.updateItem(UpdateItemRequest.builder()
                    .tableName(row.tableName())
                    .key(row.key())
                    .updateExpression(row.updateExpression())
                    .conditionExpression(row.conditionExpression())
                    .expressionAttributeNames(row.expressionAttributeNames())
                    .expressionAttributeValues(row.expressionAttributeValues())
                    .overrideConfiguration(within(timeLeft))
                    .build());
        } catch (ConditionalCheckFailedException recordedAlready) {
            // This version or a later one is there, which is what the row is to say.
        }
    }

    /** Returns the results of writes that were made. */
    static List<WriteResult> written(List<GuardedWrite> writes) {
        return writes.stream().map(TargetRequests::written).toList();
    }

    /** Reads an item, consistently. */
    Optional<Item> read(TargetKey key, Duration timeLeft) {
        Map<String, AttributeValue> item = client.getItem(GetItemRequest.builder()
                        .tableName(key.table())
                        .key(key.key().attributes())
                        .consistentRead(true)
                        .overrideConfiguration(within(timeLeft))
                        .build())
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(Item.of(item));
    }

    /**
     * Sends writes under conditions of their own: one by itself, several as one transaction.
     *
     * @return false where a condition did not hold
     */
    boolean sendIf(List<GuardedWrite> writes, List<GuardedExpression> conditions, Duration timeLeft) {
        if (writes.size() > 1) {
            List<TransactWriteItem> items = new ArrayList<>();
            for (int index = 0; index < writes.size(); index++) {
                items.add(TransactionItems.of(writes.get(index), conditions.get(index)));
            }
            return send(items, timeLeft).isEmpty();
        }
        try {
            send(writes.get(0), conditions.get(0), timeLeft);
            return true;
        } catch (ConditionalCheckFailedException refusal) {
            return false;
        }
    }

    private List<CancellationReason> send(List<GuardedWrite> writes, List<TransactWriteItem> row, Duration timeLeft) {
        Tombstones heeded = tombstones;
        if (heeded != null) {
            return new HeededTombstones(this::send, heeded, writes, row).send(timeLeft);
        }
        List<TransactWriteItem> items = new ArrayList<>();
        writes.forEach(write -> items.add(TransactionItems.of(write)));
        items.addAll(row);
        return send(items, timeLeft);
    }

    /** Returns why a transaction was refused by conditions; nothing where it was not refused. */
    private List<CancellationReason> send(List<TransactWriteItem> items, Duration timeLeft) {
        try {
            client.transactWriteItems(TransactWriteItemsRequest.builder()
                    .transactItems(items)
                    .overrideConfiguration(within(timeLeft))
                    .build());
            return List.of();
        } catch (TransactionCanceledException cancelled) {
            List<CancellationReason> reasons = cancelled.cancellationReasons();
            boolean refused = reasons.size() == items.size()
                    && reasons.stream()
                            .allMatch(reason ->
                                    TransactionRefusal.isRefusal(reason) || TransactionRefusal.isHarmless(reason));
            if (!refused) {
                throw cancelled;
            }
            return reasons;
        }
    }

    private WriteResult send(GuardedWrite write, GuardedExpression guard, Duration timeLeft) {
        return write instanceof GuardedWrite.Put put
                ? put(put, guard, timeLeft)
                : delete((GuardedWrite.Delete) write, guard, timeLeft);
    }

    private WriteResult put(GuardedWrite.Put put, GuardedExpression guard, Duration timeLeft) {
        client.putItem(PutItemRequest.builder()
                .tableName(put.key().table())
                .item(TransactionItems.stamped(put))
                .conditionExpression(guard.condition())
                .expressionAttributeNames(guard.names())
                .expressionAttributeValues(guard.values())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .overrideConfiguration(within(timeLeft))
                .build());
        return written(put);
    }

    private WriteResult delete(GuardedWrite.Delete delete, GuardedExpression guard, Duration timeLeft) {
        client.deleteItem(DeleteItemRequest.builder()
                .tableName(delete.key().table())
                .key(delete.key().key().attributes())
                .conditionExpression(guard.condition())
                .expressionAttributeNames(guard.names())
                .expressionAttributeValues(guard.values())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .overrideConfiguration(within(timeLeft))
                .build());
        return written(delete);
    }

    private static WriteResult written(GuardedWrite write) {
        return WriteResult.of(write instanceof GuardedWrite.Put ? Outcome.WRITTEN : Outcome.DELETED);
    }

    private static AwsRequestOverrideConfiguration within(Duration timeLeft) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(timeLeft)
                .build();
    }
}
