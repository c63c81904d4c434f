package io.touchstream.operator.deployed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.stack.StackOutput;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Names what a migration is deployed as.
 *
 * @param name the stack's name
 * @param status the stack's state, in CloudFormation's words
 * @param migration the migration's name
 * @param definitionChecksum of the definition that the functions carry
 * @param stateMachineArn what runs the jobs
 * @param syncFunctions the names of the functions that carry changes: none in place, one, or one for each direction
 * @param mappings the event source mapping's id of each source table
 * @param reverseMappings the id of each target table's mapping, for the way back; empty where there is no way back
 * @param sourceWriters the ARNs of the stack's roles that write the source, for a fence to let through
 * @param targetWriters the ARNs of the stack's roles that write the target
 * @param dashboard the dashboard's address
 * @param production whether to ask for confirmation before anything is changed
 */
public record Stack(
        String name,
        String status,
        String migration,
        String definitionChecksum,
        String stateMachineArn,
        List<String> syncFunctions,
        Map<String, String> mappings,
        Map<String, String> reverseMappings,
        List<String> sourceWriters,
        List<String> targetWriters,
        String dashboard,
        boolean production) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    public Stack {
        syncFunctions = List.copyOf(syncFunctions);
        mappings = Map.copyOf(mappings);
        reverseMappings = Map.copyOf(reverseMappings);
        sourceWriters = List.copyOf(sourceWriters);
        targetWriters = List.copyOf(targetWriters);
    }

    /**
     * Reads a stack's outputs.
     *
     * @throws UnusableException when one is missing, as while the stack is being created
     */
    static Stack of(String name, String status, Map<String, String> outputs) {
        for (StackOutput output : StackOutput.values()) {
            if (!output.isOptional() && !outputs.containsKey(output.id())) {
                throw new UnusableException("stack " + name + " is in state " + status + " and has no output "
                        + output.id() + ": deploy it again");
            }
        }
        return new Stack(
                name,
                status,
                text(outputs, StackOutput.MIGRATION_NAME),
                text(outputs, StackOutput.DEFINITION_CHECKSUM),
                text(outputs, StackOutput.STATE_MACHINE_ARN),
                Stream.of(StackOutput.SYNC_FUNCTION_NAME, StackOutput.REVERSE_SYNC_FUNCTION_NAME)
                        .flatMap(output -> Stream.ofNullable(outputs.get(output.id())))
                        .toList(),
                json(name, outputs, StackOutput.EVENT_SOURCE_MAPPINGS, NAMES),
                json(name, outputs, StackOutput.REVERSE_EVENT_SOURCE_MAPPINGS, NAMES),
                json(name, outputs, StackOutput.SOURCE_WRITER_ROLES, TEXTS),
                json(name, outputs, StackOutput.TARGET_WRITER_ROLES, TEXTS),
                text(outputs, StackOutput.DASHBOARD_URL),
                // Whatever is not known to be harmless is asked about.
                !text(outputs, StackOutput.PRODUCTION).equals("false"));
    }

    /** Returns the ARN of an execution. Source: Service authorization reference, "AWS Step Functions", resource types. */
    String executionArn(String execution) {
        return stateMachineArn.replaceFirst(":stateMachine:", ":execution:") + ":" + execution;
    }

    private static String text(Map<String, String> outputs, StackOutput output) {
        return outputs.getOrDefault(output.id(), "");
    }

    private static <T> T json(String name, Map<String, String> outputs, StackOutput output, TypeReference<T> type) {
        try {
            return JSON.readValue(text(outputs, output), type);
        } catch (JsonProcessingException otherwise) {
            throw new UnusableException("stack " + name + ": output " + output.id() + " is not of this version's form: "
                    + "deploy it again");
        }
    }
}
