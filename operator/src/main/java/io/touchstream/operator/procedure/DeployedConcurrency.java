package io.touchstream.operator.procedure;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.deployed.MapRun;
import io.touchstream.operator.deployed.RunExecutions;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.TouchSettings;
import java.util.List;
import java.util.Optional;

/** Changes how many segments of the run under way are worked on side by side, on a stack. */
public final class DeployedConcurrency {
    private final Workspace workspace;
    private final Deployment deployment;

    public DeployedConcurrency(Workspace workspace, Deployment deployment) {
        this.workspace = workspace;
        this.deployment = deployment;
    }

    /**
     * Changes it for the table that is being worked on; the next table begins as the run was started.
     *
     * @throws UnusableException when no table is being worked on
     */
    public void change(int concurrency) {
        RunExecutions executions = new RunExecutions(deployment);
        for (Run run : workspace.runs().all()) {
            Optional<Execution> execution = run.finishedAt() != null
                    ? Optional.empty()
                    : executions.latest(run.id()).filter(Execution::isRunning);
            if (execution.isPresent()) {
                change(run, execution.get(), concurrency);
                return;
            }
        }
        throw new UnusableException(
                "stack " + deployment.stack().name() + " works on no run: touch and verify take --concurrency too");
    }

    private void change(Run run, Execution execution, int concurrency) {
        List<MapRun> mapRuns = deployment.mapRuns(execution.name());
        MapRun current = mapRuns.stream()
                .filter(MapRun::running)
                .findFirst()
                .orElseThrow(() -> new UnusableException(
                        "execution " + execution.name() + " works on no table at present: try again in a minute"));
        if (run.job() == Job.VERIFY_SOURCE) {
            deployment.limit(current, concurrency);
            return;
        }
        // The workers share the rate. Counting too many is slow; counting too few would exceed it.
        TouchSettings settings = workspace.settings();
        settings.workers(Math.max(concurrency, settings.read().workers()));
        deployment.limit(current, concurrency);
        boolean last =
                mapRuns.size() >= workspace.definition().source().tables().size();
        settings.workers(last ? concurrency : Math.max(concurrency, execution.maxConcurrency()));
    }
}
