package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.RunExecutions;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Runs.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a touch job under way wait, local or deployed; sync goes on. */
@Command(
        name = "pause",
        description = {
            "Lets a touch job under way wait, local or deployed; sync goes on.",
            "Waiting keeps a stack's functions running; --stop ends their execution too, and touch goes on with it.",
            "Never asks for confirmation: it is the brake."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream pause --migration migrations/20261120-books --region eu-west-1",
            "  touchstream pause --migration migrations/20261120-books --region eu-west-1 --stop"
        })
final class PauseCommand extends MigrationCommand {
    @Option(names = "--stop", description = "end what the stack has under way as well, so that waiting costs nothing")
    private boolean stop;

    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        workspace.settings().pause(true);
        List<String> stopped = stop ? stop(workspace) : List.of();
        List<String> lines = new ArrayList<>();
        lines.add("paused: the touch waits within seconds; resume lets it go on");
        stopped.forEach(run -> lines.add("stopped: run " + run + "; touch goes on with it, after resume"));
        answer(Map.of("paused", true, "stopped", stopped), lines);
        return ExitStatus.DONE;
    }

    private List<String> stop(Workspace workspace) {
        Deployment deployment = deployment(workspace)
                .orElseThrow(() -> new UnusableException("there is no stack to stop anything of; the job is paused"));
        RunExecutions executions = new RunExecutions(deployment);
        return workspace.runs().all().stream()
                .filter(run -> run.finishedAt() == null)
                .map(Run::id)
                .filter(run -> executions.stop(run, "pause --stop"))
                .toList();
    }
}
