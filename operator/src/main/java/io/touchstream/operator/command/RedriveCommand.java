package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.procedure.Redrive;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.touch.mark.Toucher;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Sends quarantined items through again. */
@Command(
        mixinStandardHelpOptions = true,
        name = "redrive",
        description = {
            "Touches every quarantined source item, so that its current state flows through the stream again.",
            "Sync must be running (deployed, or run --follow); it takes out of the quarantine what succeeds."
        },
        footerHeading = "%nExample:%n",
        footer = "  touchstream redrive --migration migrations/20261120-books --region eu-west-1")
final class RedriveCommand extends MigrationCommand {
    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        Toucher toucher =
                new Toucher(workspace.client(), workspace.definition().touch().marker());
        Map<String, Long> redriven = new Redrive(workspace, toucher).redrive(entry -> true);
        answer(
                Map.of("redriven", redriven),
                List.of(redriven.isEmpty() ? "the quarantine is empty" : "redriven: " + redriven));
        return ExitStatus.DONE;
    }
}
