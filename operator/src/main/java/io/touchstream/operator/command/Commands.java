package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The command line: its commands, and how a failure becomes one line and an exit status. */
@Command(
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        name = "touchstream",
        versionProvider = BuildVersion.class,
        description = "Changes DynamoDB tables under a running application: online, table-to-table, provable.",
        subcommands = {
            RehearseCommand.class,
            LocalCommand.class,
            PlanCommand.class,
            RunCommand.class,
            TouchCommand.class,
            StatusCommand.class,
            HistoryCommand.class,
            ListCommand.class,
            VerifyCommand.class,
            CutoverCommand.class,
            QuarantineCommand.class,
            RedriveCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RateCommand.class,
            RollbackCommand.class,
            CompleteCommand.class,
            ScrubCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream rehearse",
            "  touchstream run --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "",
            "Exit status:",
            "  0  done and true",
            "  1  it found what it looks for: differences, quarantined items",
            "  2  wrong usage or definition",
            "  3  it could not reach or use something"
        })
public final class Commands {
    /** Wide enough that no example is broken over two lines. */
    private static final int HELP_WIDTH = 120;

    private Commands() {}

    /** Returns the command line with all its commands. */
    static CommandLine commandLine() {
        return new CommandLine(new Commands()).setUsageHelpWidth(HELP_WIDTH);
    }

    /** Carries out one command and returns its exit status. */
    public static int execute(String... arguments) {
        return commandLine()
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure))
                .setParameterExceptionHandler((failure, parsed) -> {
                    System.err.println(Failures.oneLine(failure.getMessage()) + " (see "
                            + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
                    return ExitStatus.USAGE;
                })
                .execute(arguments);
    }

    private static int report(Exception failure) {
        System.err.println(Failures.line(failure));
        return Failures.status(failure);
    }
}
