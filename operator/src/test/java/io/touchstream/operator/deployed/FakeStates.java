package io.touchstream.operator.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.touchstream.machine.interpreter.Machine;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands in for Step Functions: executions that last until a test, or what it runs, ends them. */
public final class FakeStates {
    /** One execution. */
    public static final class FakeExecution {
        final String name;
        final String input;
        String status = "RUNNING";
        Machine.@Nullable Failure failure;
        int redrives;
        boolean redrivable = true;
        int concurrency;

        FakeExecution(String name, String input) {
            this.name = name;
            this.input = input;
            this.concurrency = RunInput.maxConcurrency(input);
        }
    }

    /** An error of the service's own. */
    static final class ServiceError extends RuntimeException {
        final String code;

        ServiceError(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    public final Map<String, FakeExecution> executions = new LinkedHashMap<>();
    /** Carries out what executions are to do. */
    public Work work = input -> "RUNNING";

    /** Carries out an execution. */
    @FunctionalInterface
    public interface Work {
        /** Returns the state that it comes to, told its input. */
        String run(String input) throws Machine.Failure;
    }

    static ServiceError error(String text) {
        int colon = text.indexOf(": ");
        return new ServiceError(text.substring(0, colon), text.substring(colon + 2));
    }

    synchronized JsonNode answer(String action, JsonNode body) {
        return switch (action) {
            case "StartExecution" -> start(body);
            case "DescribeExecution" -> describe(existing(body));
            case "StopExecution" -> stop(existing(body));
            case "RedriveExecution" -> redrive(existing(body));
            case "ListMapRuns" -> mapRuns(existing(body));
            case "DescribeMapRun" -> mapRun(ofMapRun(body));
            case "UpdateMapRun" ->
                update(ofMapRun(body), body.get("maxConcurrency").asInt());
            default -> throw new ServiceError("UnknownOperationException", action);
        };
    }

    /** The same name and input are answered as the first time while it runs; anything else is refused. */
    private JsonNode start(JsonNode body) {
        String name = body.get("name").asText();
        FakeExecution existing = executions.get(name);
        if (existing != null
                && !(existing.status.equals("RUNNING")
                        && existing.input.equals(body.get("input").asText()))) {
            throw new ServiceError("ExecutionAlreadyExists", "Execution Already Exists: '" + name + "'");
        }
        if (existing == null) {
            FakeExecution execution = new FakeExecution(name, body.get("input").asText());
            executions.put(name, execution);
            carryOut(execution);
        }
        return FakeAws.JSON
                .createObjectNode()
                .put("executionArn", FakeAws.EXECUTIONS + name)
                .put("startDate", now());
    }

    private static JsonNode describe(FakeExecution execution) {
        ObjectNode described = FakeAws.JSON
                .createObjectNode()
                .put("executionArn", FakeAws.EXECUTIONS + execution.name)
                .put("stateMachineArn", FakeAws.MACHINE)
                .put("name", execution.name)
                .put("status", execution.status)
                .put("input", execution.input)
                .put("startDate", now())
                .put("redriveCount", execution.redrives)
                .put("redriveStatus", execution.redrivable ? "REDRIVABLE" : "NOT_REDRIVABLE");
        if (execution.status.equals("FAILED")) {
            Machine.Failure failure = Objects.requireNonNull(execution.failure);
            described.put("error", failure.error()).put("cause", failure.getMessage());
        }
        return described;
    }

    private static JsonNode stop(FakeExecution execution) {
        execution.status = "ABORTED";
        return FakeAws.JSON.createObjectNode().put("stopDate", now());
    }

    private JsonNode redrive(FakeExecution execution) {
        if (!execution.redrivable) {
            throw new ServiceError("ExecutionNotRedrivable", "Execution is RUNNING or SUCCEEDED");
        }
        execution.redrives++;
        carryOut(execution);
        return FakeAws.JSON.createObjectNode().put("redriveDate", now());
    }

    private static JsonNode mapRuns(FakeExecution execution) {
        ArrayNode runs = FakeAws.array();
        runs.addObject()
                .put("executionArn", FakeAws.EXECUTIONS + execution.name)
                .put("mapRunArn", "map-of-" + execution.name)
                .put("stateMachineArn", FakeAws.MACHINE)
                .put("startDate", now());
        return FakeAws.JSON.createObjectNode().set("mapRuns", runs);
    }

    private static JsonNode mapRun(FakeExecution execution) {
        ObjectNode described = FakeAws.JSON
                .createObjectNode()
                .put("mapRunArn", "map-of-" + execution.name)
                .put("executionArn", FakeAws.EXECUTIONS + execution.name)
                .put("status", execution.status.equals("RUNNING") ? "RUNNING" : "SUCCEEDED")
                .put("startDate", now())
                .put("maxConcurrency", execution.concurrency)
                .put("toleratedFailurePercentage", 0)
                .put("toleratedFailureCount", 0);
        for (String counts : new String[] {"itemCounts", "executionCounts"}) {
            described
                    .putObject(counts)
                    .put("pending", 5)
                    .put("running", 4)
                    .put("succeeded", 3)
                    .put("failed", 1)
                    .put("timedOut", 1)
                    .put("aborted", 1)
                    .put("total", 15)
                    .put("resultsWritten", 0);
        }
        return described;
    }

    private static JsonNode update(FakeExecution execution, int concurrency) {
        execution.concurrency = concurrency;
        return FakeAws.JSON.createObjectNode();
    }

    private FakeExecution existing(JsonNode body) {
        return found(body.get("executionArn").asText().replace(FakeAws.EXECUTIONS, ""));
    }

    private FakeExecution ofMapRun(JsonNode body) {
        return found(body.get("mapRunArn").asText().replace("map-of-", ""));
    }

    private FakeExecution found(String name) {
        FakeExecution execution = executions.get(name);
        if (execution == null) {
            throw new ServiceError("ExecutionDoesNotExist", "Execution Does Not Exist: '" + name + "'");
        }
        return execution;
    }

    private void carryOut(FakeExecution execution) {
        try {
            execution.status = work.run(execution.input);
        } catch (Machine.Failure failure) {
            execution.status = "FAILED";
            execution.failure = failure;
        }
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
