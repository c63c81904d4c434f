package io.touchstream.operator.command;

import io.touchstream.definition.DefinitionException;
import io.touchstream.embedded.EmbeddedDynamoDbException;
import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Plain;
import io.touchstream.touch.mark.MarkerTakenException;
import io.touchstream.touch.prepare.UnusableSourceException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in one line what went wrong, and which exit status it is. */
final class Failures {
    private static final String DYNAMO_DB = "DynamoDB";

    private Failures() {}

    /** Returns the exit status that a failure stands for. */
    static int status(Exception failure) {
        return failure instanceof DefinitionException || failure instanceof UsageException
                ? ExitStatus.USAGE
                : ExitStatus.UNREACHABLE;
    }

    /** Returns what is printed of a failure. */
    static String line(Exception failure) {
        if (failure instanceof DefinitionException
                || failure instanceof UsageException
                || failure instanceof UnusableException
                || failure instanceof EmbeddedDynamoDbException
                || failure instanceof UnusableSourceException
                || failure instanceof MarkerTakenException) {
            return oneLine(failure.getMessage());
        }
        if (failure instanceof AwsServiceException service) {
            return refused(service);
        }
        if (failure instanceof SdkException) {
            return unreachable(oneLine(failure.getMessage()));
        }
        return "failed: " + failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage());
    }

    static String oneLine(@Nullable String message) {
        return Plain.line(
                Objects.requireNonNullElse(message, "no further detail").replaceAll("\\s+", " "));
    }

    private static String refused(AwsServiceException service) {
        AwsErrorDetails details = service.awsErrorDetails();
        if (details == null) {
            return "a request was refused: " + oneLine(service.getMessage());
        }
        return service(details.serviceName()) + " refused a request: " + details.errorCode() + ": "
                + oneLine(details.errorMessage());
    }

    private static String service(@Nullable String sdkName) {
        return switch (Objects.requireNonNullElse(sdkName, "AWS")) {
            case "DynamoDb" -> DYNAMO_DB;
            case "DynamoDbStreams" -> "DynamoDB Streams";
            case "Sfn" -> "Step Functions";
            default -> Objects.requireNonNullElse(sdkName, "AWS");
        };
    }

    /** The SDK has no types for what is missing most often, and names every place where it looked. */
    private static String unreachable(String message) {
        if (message.startsWith("Unable to load credentials")) {
            return "no AWS credentials were found: set them up as for the AWS CLI, or give --profile";
        }
        if (message.startsWith("Unable to load region")) {
            return "no AWS region was found: give --region";
        }
        return "AWS could not be reached: " + message;
    }
}
