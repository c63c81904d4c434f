package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.procedure.Workspace;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lets a touch job under way wait, local or deployed; sync goes on. */
@Command(
        mixinStandardHelpOptions = true,
        name = "pause",
        description = "Lets a touch job under way wait, local or deployed; sync goes on.",
        footerHeading = "%nExample:%n",
        footer = "  touchstream pause --migration migrations/20261120-books --region eu-west-1")
final class PauseCommand extends MigrationCommand {
    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        workspace.settings().pause(true);
        answer(Map.of("paused", true), List.of("paused: the touch waits within seconds; resume lets it go on"));
        return ExitStatus.DONE;
    }
}
