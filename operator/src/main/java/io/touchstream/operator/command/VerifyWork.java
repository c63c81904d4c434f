package io.touchstream.operator.command;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.DeployedVerify;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares both directions: in this process, or by the stack that the migration is deployed as. */
record VerifyWork(Workspace workspace, VerifySettings settings, Progress progress) {
    /** What was found by which run; by which execution, where a stack carried it out. */
    record Verified(VerifyReport report, Run run, @Nullable Execution execution) {}

    /**
     * Compares.
     *
     * @param concurrency how many segments a stack works on side by side, where it has to begin
     * @param follow whether to wait for a stack's end
     */
    Verified verify(Optional<Deployment> deployment, int concurrency, boolean follow, Stop stop)
            throws InterruptedException {
        VerifyRunner runner = new VerifyRunner(workspace);
        long items = 2
                * new Tables(workspace.client())
                        .estimatedItems(workspace.definition().source().tables().keySet());
        if (deployment.isPresent()) {
            DeployedVerify.Outcome outcome =
                    new DeployedVerify(workspace, deployment.get(), progress).verify(items, concurrency, follow, stop);
            return new Verified(outcome.report(), outcome.run(), outcome.execution());
        }
        Run run = runner.begin(items);
        Progress.Watch watch = progress.watch("verify", run, workspace.segments(), () -> 0);
        try {
            return new Verified(runner.verify(run, settings, stop), run, null);
        } finally {
            watch.end();
        }
    }
}
