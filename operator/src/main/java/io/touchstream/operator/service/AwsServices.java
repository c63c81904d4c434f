package io.touchstream.operator.service;

import io.touchstream.operator.connection.Connection;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The services of AWS, in the region and with the credentials of a connection. */
final class AwsServices implements Services {
    private final DynamoDbClient tables;
    private final CloudWatchClient metrics;
    private final LambdaClient functions;
    private final StsClient identities;

    AwsServices(Connection connection) {
        tables = connection.dynamoDb();
        metrics = connection.service(CloudWatchClient.builder()).build();
        functions = connection.service(LambdaClient.builder()).build();
        identities = connection.service(StsClient.builder()).build();
    }

    @Override
    public Optional<CapacityMetrics> capacity() {
        return Optional.of(new AwsCapacityMetrics(tables, metrics));
    }

    @Override
    public Optional<TablePolicies> policies() {
        return Optional.of(new AwsTablePolicies(tables));
    }

    @Override
    public Optional<Backups> backups() {
        return Optional.of(new AwsBackups(tables));
    }

    @Override
    public Optional<Mappings> mappings() {
        return Optional.of(new AwsMappings(functions));
    }

    @Override
    public Optional<Caller> caller() {
        return Optional.of(new AwsCaller(identities));
    }

    @Override
    public void close() {
        identities.close();
        tables.close();
        metrics.close();
        functions.close();
    }
}
