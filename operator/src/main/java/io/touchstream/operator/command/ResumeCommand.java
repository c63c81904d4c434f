package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.procedure.Workspace;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lets a paused touch job go on. */
@Command(
        mixinStandardHelpOptions = true,
        name = "resume",
        description = "Lets a paused touch job go on.",
        footerHeading = "%nExample:%n",
        footer = "  touchstream resume --migration migrations/20261120-books --region eu-west-1")
final class ResumeCommand extends MigrationCommand {
    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        workspace.settings().pause(false);
        answer(Map.of("paused", false), List.of("resumed"));
        return ExitStatus.DONE;
    }
}
