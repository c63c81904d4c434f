package io.touchstream.operator.deployed;

import io.touchstream.operator.deployed.Execution.Status;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeMapRunResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.MapRunExecutionCounts;
import software.amazon.awssdk.services.sfn.model.MapRunListItem;
import software.amazon.awssdk.services.sfn.model.MapRunStatus;

/** Starts, describes and changes executions of a stack's state machine. */
final class AwsExecutions {
    private final SfnClient client;
    private final Stack stack;

    AwsExecutions(SfnClient client, Stack stack) {
        this.client = client;
        this.stack = stack;
    }

    Optional<Execution> find(String name) {
        try {
            return Optional.of(execution(
                    name, client.describeExecution(request -> request.executionArn(stack.executionArn(name)))));
        } catch (ExecutionDoesNotExistException none) {
            return Optional.empty();
        }
    }

    void start(String name, RunInput input) {
        try {
            client.startExecution(request ->
                    request.stateMachineArn(stack.stateMachineArn()).name(name).input(input.json()));
        } catch (ExecutionAlreadyExistsException started) {
            // By somebody else, with another concurrency, or it has ended since: what there is will be followed.
            return;
        }
    }

    void redrive(String name) {
        client.redriveExecution(request -> request.executionArn(stack.executionArn(name)));
    }

    void stop(String name, String cause) {
        client.stopExecution(
                request -> request.executionArn(stack.executionArn(name)).cause(cause));
    }

    List<MapRun> mapRuns(String name) {
        return client.listMapRunsPaginator(request -> request.executionArn(stack.executionArn(name))).mapRuns().stream()
                .map(MapRunListItem::mapRunArn)
                .map(arn -> mapRun(client.describeMapRun(request -> request.mapRunArn(arn))))
                .toList();
    }

    void limit(MapRun mapRun, int maxConcurrency) {
        client.updateMapRun(request -> request.mapRunArn(mapRun.arn()).maxConcurrency(maxConcurrency));
    }

    private static MapRun mapRun(DescribeMapRunResponse described) {
        MapRunExecutionCounts counts = described.executionCounts();
        return new MapRun(
                described.mapRunArn(),
                described.status() == MapRunStatus.RUNNING,
                described.maxConcurrency(),
                counts.pending(),
                counts.running(),
                counts.succeeded(),
                counts.failed() + counts.timedOut() + counts.aborted());
    }

    private static Execution execution(String name, DescribeExecutionResponse described) {
        return new Execution(
                name,
                status(described.status()),
                described.redriveStatus() == ExecutionRedriveStatus.REDRIVABLE,
                described.redriveCount() == null ? 0 : described.redriveCount(),
                RunInput.maxConcurrency(described.input()),
                described.startDate(),
                described.stopDate(),
                described.error(),
                described.cause());
    }

    private static Status status(ExecutionStatus status) {
        return switch (status) {
            case RUNNING, PENDING_REDRIVE -> Status.RUNNING;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case TIMED_OUT -> Status.TIMED_OUT;
            case ABORTED -> Status.ABORTED;
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("an execution's state is unknown");
        };
    }
}
