package io.touchstream.operator.deployed;

import io.touchstream.operator.connection.Connection;
import io.touchstream.protocol.stack.StackName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Reaches a stack on AWS, in the region and with the credentials of a connection. */
public final class AwsDeployment implements Deployment {
    private final Connection connection;
    private final Stack stack;
    private final SfnClient states;
    private final AwsExecutions executions;

    private AwsDeployment(Connection connection, Stack stack) {
        this.connection = connection;
        this.stack = stack;
        this.states = connection.service(SfnClient.builder()).build();
        this.executions = new AwsExecutions(states, stack);
    }

    /** Finds the stack that a migration is deployed as, if it is. */
    public static Optional<Deployment> find(Connection connection, String migration) {
        try (CloudFormationClient client =
                connection.service(CloudFormationClient.builder()).build()) {
            return new AwsStacks(client)
                    .find(StackName.of(migration))
                    .map(stack -> new AwsDeployment(connection, stack));
        }
    }

    @Override
    public Stack stack() {
        return stack;
    }

    @Override
    public Optional<Execution> execution(String name) {
        return executions.find(name);
    }

    @Override
    public void start(String name, RunInput input) {
        executions.start(name, input);
    }

    @Override
    public void redrive(String name) {
        executions.redrive(name);
    }

    @Override
    public void stop(String name, String cause) {
        executions.stop(name, cause);
    }

    @Override
    public List<MapRun> mapRuns(String execution) {
        return executions.mapRuns(execution);
    }

    @Override
    public void limit(MapRun mapRun, int maxConcurrency) {
        executions.limit(mapRun, maxConcurrency);
    }

    @Override
    public String mappingState(String id) {
        try (LambdaClient client = connection.service(LambdaClient.builder()).build()) {
            return client.getEventSourceMapping(request -> request.uuid(id)).state();
        }
    }

    @Override
    public Map<Measure, Double> measure(Collection<Measure> measures, Instant from, Instant to) {
        try (CloudWatchClient client =
                connection.service(CloudWatchClient.builder()).build()) {
            return new AwsMetrics(client).measure(List.copyOf(measures), from, to);
        }
    }

    @Override
    public void close() {
        states.close();
    }
}
