package io.touchstream.operator.cutover;

import io.touchstream.operator.service.CapacityMetrics;
import io.touchstream.operator.service.Consumption;
import io.touchstream.operator.service.MemoryTablePolicies;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * What AWS does to the application's requests: a fence denies its writes, and its reads are measured. Stands in the
 * application's own client.
 */
final class Enforcement implements ExecutionInterceptor, CapacityMetrics {
    private static final Set<String> WRITES =
            Set.of("PutItemRequest", "UpdateItemRequest", "DeleteItemRequest", "BatchWriteItemRequest");

    private final MemoryTablePolicies policies;
    private final Map<String, Instant> lastReads = new ConcurrentHashMap<>();

    Enforcement(MemoryTablePolicies policies) {
        this.policies = policies;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof TransactWriteItemsRequest transaction) {
            transaction.transactItems().forEach(item -> {
                require(item.put() == null ? "" : item.put().tableName());
                require(item.delete() == null ? "" : item.delete().tableName());
            });
            return;
        }
        String table = request.getValueForField("TableName", String.class).orElse("");
        if (!WRITES.contains(request.getClass().getSimpleName())) {
            if (!(request instanceof ScanRequest)) {
                lastReads.put(table, Instant.now());
            }
            return;
        }
        require(table);
    }

    private void require(String table) {
        if (policies.deniesWrites(table)) {
            throw DynamoDbException.builder()
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("AccessDeniedException")
                            .errorMessage("with an explicit deny in a resource-based policy")
                            .build())
                    .statusCode(400)
                    .build();
        }
    }

    @Override
    public Consumption consumed(String table, Instant from, Instant to) {
        Instant last = lastReads.getOrDefault(table, Instant.EPOCH);
        return new Consumption(last.isBefore(from) ? 0 : 1, 0);
    }

    @Override
    public Duration delay() {
        return Duration.ZERO;
    }
}
