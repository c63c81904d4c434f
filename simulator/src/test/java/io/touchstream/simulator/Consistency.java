package io.touchstream.simulator;

import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * Tells whether a request may be answered with an earlier state. Nothing of the migration allows for that, so that it is a defect
 * wherever it is asked for, whether or not the state would have been an earlier one. A global index has no other reads.
 */
final class Consistency {
    private Consistency() {}

    /** Tells whether the request is a write, or a read that asks for the latest state. */
    static boolean isStrong(DynamoDbRequest request) {
        if (request instanceof GetItemRequest get) {
            return isTrue(get.consistentRead());
        }
        if (request instanceof QueryRequest query) {
            return isTrue(query.consistentRead()) && query.indexName() == null;
        }
        if (request instanceof ScanRequest scan) {
            return isTrue(scan.consistentRead()) && scan.indexName() == null;
        }
        return !(request instanceof BatchGetItemRequest batch)
                || batch.requestItems().values().stream().allMatch(keys -> isTrue(keys.consistentRead()));
    }

    private static boolean isTrue(Boolean asked) {
        return Boolean.TRUE.equals(asked);
    }
}
