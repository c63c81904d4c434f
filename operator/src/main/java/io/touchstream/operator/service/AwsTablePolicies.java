package io.touchstream.operator.service;

import io.touchstream.operator.UnusableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PolicyNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;

/** Resource policies of tables. Source: DynamoDB API reference, "PutResourcePolicy" and its relatives. */
final class AwsTablePolicies implements TablePolicies {
    /** The revision that stands for no policy. Source: API reference, "PutResourcePolicy", ExpectedRevisionId. */
    private static final String NO_POLICY = "NO_POLICY";

    /** Source: DynamoDB developer guide, "Resource-based policy considerations". */
    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(15);

    private final DynamoDbClient client;

    AwsTablePolicies(DynamoDbClient client) {
        this.client = client;
    }

    @Override
    public Optional<TablePolicy> find(String table) {
        String arn = arn(table);
        try {
            GetResourcePolicyResponse found = client.getResourcePolicy(request -> request.resourceArn(arn));
            return Optional.of(new TablePolicy(found.policy(), found.revisionId()));
        } catch (PolicyNotFoundException none) {
            return Optional.empty();
        }
    }

    @Override
    public String put(String table, String text, @Nullable String before) {
        String arn = arn(table);
        try {
            return client.putResourcePolicy(request -> request.resourceArn(arn)
                            .policy(text)
                            .expectedRevisionId(before == null ? NO_POLICY : before))
                    .revisionId();
        } catch (PolicyNotFoundException changed) {
            throw changedMeanwhile(table);
        }
    }

    @Override
    public void delete(String table, String before) {
        String arn = arn(table);
        try {
            client.deleteResourcePolicy(request -> request.resourceArn(arn).expectedRevisionId(before));
        } catch (PolicyNotFoundException changed) {
            throw changedMeanwhile(table);
        }
    }

    @Override
    public Duration betweenChanges() {
        return BETWEEN_CHANGES;
    }

    @Override
    public List<String> replicas(String table) {
        return client.describeTable(request -> request.tableName(table)).table().replicas().stream()
                .map(ReplicaDescription::regionName)
                .toList();
    }

    @Override
    public String arn(String table) {
        return client.describeTable(request -> request.tableName(table)).table().tableArn();
    }

    private static UnusableException changedMeanwhile(String table) {
        return new UnusableException("the resource policy of table " + table
                + " was changed by somebody else meanwhile, and was left as it is: look at it, then run again");
    }
}
