package io.touchstream.operator.command;

import io.touchstream.definition.DefinitionException;
import io.touchstream.embedded.EmbeddedDynamoDbException;
import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.touch.mark.MarkerTakenException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The command line: its commands, and how a failure becomes one line and an exit status. */
@Command(
        mixinStandardHelpOptions = true,
        name = "touchstream",
        description = "Changes DynamoDB tables under a running application: online, table-to-table, provable.",
        subcommands = {
            RehearseCommand.class,
            LocalCommand.class,
            RunCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            QuarantineCommand.class,
            RedriveCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RateCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nExit status:%n",
        footer = {
            "  0  done and true",
            "  1  it found what it looks for: differences, quarantined items",
            "  2  wrong usage or definition",
            "  3  it could not reach or use something"
        })
public final class Commands {
    private Commands() {}

    /** Carries out one command and returns its exit status. */
    public static int execute(String... arguments) {
        return new CommandLine(new Commands())
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure))
                .setParameterExceptionHandler((failure, parsed) -> {
                    System.err.println(oneLine(failure.getMessage()) + " (see touchstream "
                            + failure.getCommandLine().getCommandName() + " --help)");
                    return ExitStatus.USAGE;
                })
                .execute(arguments);
    }

    private static int report(Exception failure) {
        if (failure instanceof DefinitionException || failure instanceof UsageException) {
            System.err.println(oneLine(failure.getMessage()));
            return ExitStatus.USAGE;
        }
        if (failure instanceof UnusableException
                || failure instanceof EmbeddedDynamoDbException
                || failure instanceof MarkerTakenException) {
            System.err.println(oneLine(failure.getMessage()));
            return ExitStatus.UNREACHABLE;
        }
        if (failure instanceof AwsServiceException service) {
            System.err.println("DynamoDB refused a request: "
                    + oneLine(
                            service.awsErrorDetails() == null
                                    ? service.getMessage()
                                    : service.awsErrorDetails().errorCode() + ": "
                                            + service.awsErrorDetails().errorMessage()));
            return ExitStatus.UNREACHABLE;
        }
        if (failure instanceof SdkException) {
            System.err.println("DynamoDB could not be reached: " + oneLine(failure.getMessage()));
            return ExitStatus.UNREACHABLE;
        }
        System.err.println("failed: " + failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage()));
        return ExitStatus.UNREACHABLE;
    }

    private static String oneLine(@Nullable String message) {
        return Objects.requireNonNullElse(message, "no further detail").replaceAll("\\s+", " ");
    }
}
