package io.touchstream.operator.procedure;

import io.touchstream.operator.UnusableException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * Switches on what a table is not created with: time to live and point-in-time recovery. Each looks first, so that a run
 * which was killed in between is gone on with.
 */
final class TableProtection {
    /** What DynamoDB Local, alone, says of backups: it has none. */
    private static final String UNKNOWN_OPERATION = "UnknownOperationException";

    private final DynamoDbClient client;

    TableProtection(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Checks, without writing, that no other attribute is the time to live already.
     *
     * @throws UnusableException when one is
     */
    void checkTimeToLive(String table, @Nullable String attribute) {
        TimeToLiveDescription found = timeToLive(table);
        if (attribute != null && isOn(found) && !attribute.equals(found.attributeName())) {
            throw new UnusableException("table " + table + " exists with time to live by " + found.attributeName()
                    + ", and the definition has " + attribute + ": disable it, or choose another name");
        }
    }

    /** Makes sure of the time to live, where the definition has one. */
    void ensureTimeToLive(String table, @Nullable String attribute) {
        if (attribute == null || isOn(timeToLive(table))) {
            return;
        }
        client.updateTimeToLive(request -> request.tableName(table)
                .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName(attribute)));
    }

    /** Makes sure of point-in-time recovery, which DynamoDB Local does not know. */
    void ensureRecovery(String table) {
        try {
            PointInTimeRecoveryStatus status = client.describeContinuousBackups(request -> request.tableName(table))
                    .continuousBackupsDescription()
                    .pointInTimeRecoveryDescription()
                    .pointInTimeRecoveryStatus();
            if (status != PointInTimeRecoveryStatus.ENABLED) {
                client.updateContinuousBackups(request -> request.tableName(table)
                        .pointInTimeRecoverySpecification(recovery -> recovery.pointInTimeRecoveryEnabled(true)));
            }
        } catch (DynamoDbException failure) {
            if (failure.awsErrorDetails() == null
                    || !UNKNOWN_OPERATION.equals(failure.awsErrorDetails().errorCode())) {
                throw failure;
            }
        }
    }

    private TimeToLiveDescription timeToLive(String table) {
        return client.describeTimeToLive(request -> request.tableName(table)).timeToLiveDescription();
    }

    private static boolean isOn(TimeToLiveDescription found) {
        return found.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                || found.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
    }
}
