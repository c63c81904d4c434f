package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.procedure.Workspace;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets a paused touch job go on. */
@Command(
        name = "resume",
        description =
                "Lets a paused touch job go on, local or deployed. What pause --stop has ended, touch goes on with.",
        footerHeading = "%nExample:%n",
        footer = "  touchstream resume --migration migrations/20261120-books --region eu-west-1")
final class ResumeCommand extends MigrationCommand {
    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        confirmation.require(deployment(workspace));
        workspace.settings().pause(false);
        answer(Map.of("paused", false), List.of("resumed"));
        return ExitStatus.DONE;
    }
}
