package io.touchstream.operator.deployed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;

/** Finds stacks. */
final class AwsStacks {
    private static final String VALIDATION_ERROR = "ValidationError";

    private final CloudFormationClient client;

    AwsStacks(CloudFormationClient client) {
        this.client = client;
    }

    /** Finds a stack by its name. */
    Optional<Stack> find(String name) {
        List<software.amazon.awssdk.services.cloudformation.model.Stack> found;
        try {
            found = client.describeStacks(request -> request.stackName(name)).stacks();
        } catch (CloudFormationException refusal) {
            if (saysThatThereIsNone(refusal)) {
                return Optional.empty();
            }
            throw refusal;
        }
        return found.stream().findFirst().map(stack -> {
            Map<String, String> outputs = new HashMap<>();
            stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
            return Stack.of(name, stack.stackStatusAsString(), outputs);
        });
    }

    /** CloudFormation has no error of its own for it. Source: API reference, "DescribeStacks", StackName. */
    private static boolean saysThatThereIsNone(CloudFormationException refusal) {
        return refusal.awsErrorDetails() != null
                && VALIDATION_ERROR.equals(refusal.awsErrorDetails().errorCode())
                && String.valueOf(refusal.awsErrorDetails().errorMessage()).contains("does not exist");
    }
}
