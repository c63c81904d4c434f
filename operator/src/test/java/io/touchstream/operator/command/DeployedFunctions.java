package io.touchstream.operator.command;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.touchstream.local.LambdaContext;
import io.touchstream.machine.RunDefinition;
import io.touchstream.machine.SegmentFunction;
import io.touchstream.machine.interpreter.Machine;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.touch.TouchClients;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.prepare.CanaryHandler;
import io.touchstream.touch.verify.VerifySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Executes the deployed state machine's definition as it stands, with the functions that it invokes, on DynamoDB Local: the
 * segment functions and the canary are the real ones, and only Lambda's own API is stood in for.
 */
final class DeployedFunctions implements Machine.Tasks {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final String SERVICES = "arn:${Partition}:states:::";
    private static final Duration STEP = Duration.ofMillis(200);

    private final TouchHandler segments;
    private final CanaryHandler canary;
    private final Context context = new LambdaContext("deployed", Duration.ofMinutes(1));

    private DeployedFunctions(TouchHandler segments, CanaryHandler canary) {
        this.segments = segments;
        this.canary = canary;
    }

    /** Carries an execution out, and returns the state that it comes to. */
    static String carryOut(Workspace deployed, String input) throws Machine.Failure {
        try (DynamoDbClient client = TouchClients.dynamoDb(deployed.connection().destination());
                TouchHandler segments = new TouchHandler(
                        client,
                        deployed.definition(),
                        deployed.transformation(),
                        deployed.control().using(client),
                        deployed.largeImages(),
                        VerifySettings.DEFAULT.withSettle(Duration.ofMillis(100)),
                        Clock.systemUTC())) {
            CanaryHandler canary = new CanaryHandler(
                    client, deployed.definition(), deployed.control().name());
            return execute(deployed, new DeployedFunctions(segments, canary), input);
        }
    }

    /** Executes the definition with other tasks. */
    static String execute(Workspace deployed, Machine.Tasks tasks, String input) throws Machine.Failure {
        List<String> sources =
                List.copyOf(deployed.definition().source().tables().keySet());
        List<String> targets =
                List.copyOf(deployed.definition().target().tables().keySet());
        try {
            new Machine(tasks, seconds -> pause())
                    .execute(JSON.readTree(RunDefinition.of(sources, targets).json()), JSON.readTree(input));
            return "SUCCEEDED";
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    @Override
    public JsonNode run(String resource, JsonNode parameters) throws Machine.Failure {
        if (resource.equals(SERVICES + "aws-sdk:lambda:getEventSourceMapping")) {
            return JSON.createObjectNode().put("State", "Enabled");
        }
        if (!resource.equals(SERVICES + "lambda:invoke")) {
            throw new IllegalStateException("unknown resource " + resource);
        }
        ObjectNode response = JSON.createObjectNode().put("StatusCode", 200);
        String function = parameters.get("FunctionName").asText();
        Map<String, Object> payload = JSON.convertValue(parameters.get("Payload"), FIELDS);
        return response.set("Payload", JSON.valueToTree(answer(function, payload)));
    }

    /** Invokes a function. What it throws is told by its class, as Lambda's runtime does. */
    private Map<String, Object> answer(String function, Map<String, Object> payload) throws Machine.Failure {
        try {
            if (function.equals("${Canary}")) {
                return canary.handleRequest(payload, context);
            }
            if (Stream.of(SegmentFunction.values()).anyMatch(known -> function.equals("${" + known.id() + "}"))) {
                return segments.handleRequest(payload, context);
            }
            throw new IllegalStateException("unknown function " + function);
        } catch (RuntimeException failure) {
            throw new Machine.Failure(failure.getClass().getName(), String.valueOf(failure.getMessage()));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP.toMillis());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
