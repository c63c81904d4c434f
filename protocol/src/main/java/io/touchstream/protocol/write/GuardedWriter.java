package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.write.WriteResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Sends guarded writes and tells each refusal apart by what it met.
 *
 * <p>Throttles and passing faults are retried by the client's retry strategy, as long as the time given allows; what is
 * thrown here is what could not be settled by then. Safe to share between threads.
 */
public final class GuardedWriter {
    /** The most items in one transaction. Source: developer guide, quotas. */
    public static final int MAXIMUM_TRANSACTION_ITEMS = 100;
    /** The most bytes in one transaction. Source: developer guide, quotas. */
    public static final int MAXIMUM_TRANSACTION_BYTES = 4 * 1024 * 1024;

    private static final String CONDITION_FAILED = "ConditionalCheckFailed";
    private static final String NOTHING_WRONG = "None";

    private final DynamoDbClient client;

    public GuardedWriter(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Sends one write.
     *
     * @param timeLeft bounds the call with all its retries
     * @throws software.amazon.awssdk.core.exception.SdkException when it could not be sent, or its time ran out
     */
    public WriteResult write(GuardedWrite write, Duration timeLeft) {
        try {
            if (write instanceof GuardedWrite.Put put) {
                return put(put, timeLeft);
            }
            return delete((GuardedWrite.Delete) write, timeLeft);
        } catch (ConditionalCheckFailedException refusal) {
            return Refusal.classify(write, refusal.hasItem() ? refusal.item() : Map.of());
        }
    }

    /**
     * Sends several writes as one transaction: all of them happen, or none.
     *
     * @param timeLeft bounds the call with all its retries
     * @return a result for each write, in order; where one was refused, those at fault are told apart and the others are
     *     {@link Outcome#CANCELLED}
     * @throws software.amazon.awssdk.core.exception.SdkException when it could not be sent, its time ran out, or it was
     *     cancelled for another reason than a condition
     */
    public List<WriteResult> writeTogether(List<GuardedWrite> writes, Duration timeLeft) {
        try {
            client.transactWriteItems(TransactWriteItemsRequest.builder()
                    .transactItems(
                            writes.stream().map(GuardedWriter::transactItem).toList())
                    .overrideConfiguration(within(timeLeft))
                    .build());
            return writes.stream().map(GuardedWriter::written).toList();
        } catch (TransactionCanceledException cancelled) {
            return classify(writes, cancelled);
        }
    }

    private WriteResult put(GuardedWrite.Put put, Duration timeLeft) {
        GuardedExpression guard = GuardedExpression.of(put);
        client.putItem(PutItemRequest.builder()
                .tableName(put.key().table())
                .item(stamped(put))
                .conditionExpression(guard.condition())
                .expressionAttributeNames(guard.names())
                .expressionAttributeValues(guard.values())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .overrideConfiguration(within(timeLeft))
                .build());
        return written(put);
    }

    private WriteResult delete(GuardedWrite.Delete delete, Duration timeLeft) {
        GuardedExpression guard = GuardedExpression.of(delete);
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

    private static TransactWriteItem transactItem(GuardedWrite write) {
        GuardedExpression guard = GuardedExpression.of(write);
        if (write instanceof GuardedWrite.Put put) {
            return TransactWriteItem.builder()
                    .put(request -> request.tableName(put.key().table())
                            .item(stamped(put))
                            .conditionExpression(guard.condition())
                            .expressionAttributeNames(guard.names())
                            .expressionAttributeValues(guard.values())
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                    .build();
        }
        return TransactWriteItem.builder()
                .delete(request -> request.tableName(write.key().table())
                        .key(write.key().key().attributes())
                        .conditionExpression(guard.condition())
                        .expressionAttributeNames(guard.names())
                        .expressionAttributeValues(guard.values())
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private static List<WriteResult> classify(List<GuardedWrite> writes, TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        if (reasons.size() != writes.size()) {
            throw cancelled;
        }
        List<WriteResult> results = new ArrayList<>();
        for (int index = 0; index < writes.size(); index++) {
            CancellationReason reason = reasons.get(index);
            if (CONDITION_FAILED.equals(reason.code())) {
                results.add(Refusal.classify(writes.get(index), reason.hasItem() ? reason.item() : Map.of()));
            } else if (reason.code() == null || NOTHING_WRONG.equals(reason.code())) {
                results.add(WriteResult.of(Outcome.CANCELLED));
            } else {
                throw cancelled;
            }
        }
        return results;
    }

    private static Map<String, AttributeValue> stamped(GuardedWrite.Put put) {
        Provenance provenance = put.provenance();
        return provenance.on(put.image().item()).attributes();
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
