package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Builds the items of transactions out of guarded writes. */
final class TransactionItems {
    private TransactionItems() {}

    /** Returns the item that makes a write. */
    static TransactWriteItem of(GuardedWrite write) {
        return of(write, GuardedExpression.of(write));
    }

    /** Returns the item that makes a write under a condition of its own. */
    static TransactWriteItem of(GuardedWrite write, GuardedExpression guard) {
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

    /** Returns a put's item with its provenance. */
    static Map<String, AttributeValue> stamped(GuardedWrite.Put put) {
        Provenance provenance = put.provenance();
        return provenance.on(put.image().item()).attributes();
    }
}
