package io.touchstream.operator.procedure;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.deployed.RunExecutions;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.verify.VerifyReport;
import java.util.Optional;

/** Has a stack's state machine prove source and target equal, or say how they differ. */
public final class DeployedVerify {
    private static final String JOB = "VERIFY";

    private final Deployment deployment;
    private final VerifyRunner runner;
    private final DeployedJob job;

    public DeployedVerify(Workspace workspace, Deployment deployment, Progress progress) {
        this.deployment = deployment;
        this.runner = new VerifyRunner(workspace);
        this.job = new DeployedJob(workspace, deployment, progress);
    }

    /**
     * Says what was found.
     *
     * @param report incomplete where the run has not ended
     */
    public record Outcome(VerifyReport report, Run run, Execution execution) {}

    /**
     * Compares both directions: follows the run that is under way, or starts one. A run that has ended is not taken for an
     * answer, since the tables may have changed since.
     *
     * @param estimatedItems how many items there are to compare, over both directions
     * @param concurrency how many segments are worked on side by side, where the run has to be started
     * @param follow whether to wait for its end
     * @throws io.touchstream.operator.UnusableException when the execution fails
     */
    public Outcome verify(long estimatedItems, int concurrency, boolean follow, Stop stop) throws InterruptedException {
        return verify(underWay().orElseGet(() -> runner.begin(estimatedItems, concurrency)), concurrency, follow, stop);
    }

    /**
     * Compares both directions by a run of its own, although another may be under way: for who must know that nothing of it
     * was read before the call.
     *
     * @param estimatedItems how many items there are to compare, over both directions
     * @param concurrency how many segments are worked on side by side
     * @throws io.touchstream.operator.UnusableException when the execution fails
     */
    public Outcome verifyAnew(long estimatedItems, int concurrency, Stop stop) throws InterruptedException {
        return verify(runner.begin(estimatedItems, concurrency), concurrency, true, stop);
    }

    private Outcome verify(Run run, int concurrency, boolean follow, Stop stop) throws InterruptedException {
        Execution execution = job.begin(run, JOB, concurrency);
        if (follow) {
            execution = job.follow("verify", run, execution, stop);
        }
        return new Outcome(runner.report(run), run, execution);
    }

    private Optional<Run> underWay() {
        RunExecutions executions = new RunExecutions(deployment);
        return runner.latest()
                .filter(run -> run.finishedAt() == null)
                .filter(run ->
                        executions.latest(run.id()).filter(Execution::isRunning).isPresent());
    }
}
