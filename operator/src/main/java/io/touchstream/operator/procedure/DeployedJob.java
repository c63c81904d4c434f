package io.touchstream.operator.procedure;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.deployed.Follower;
import io.touchstream.operator.deployed.RunExecutions;
import io.touchstream.operator.deployed.RunInput;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Has the stack carry out a run, and follows it. */
final class DeployedJob {
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final Workspace workspace;
    private final Deployment deployment;
    private final Progress progress;

    DeployedJob(Workspace workspace, Deployment deployment, Progress progress) {
        this.workspace = workspace;
        this.deployment = deployment;
        this.progress = progress;
    }

    /** Makes sure that a run is under way or done, with so many segments side by side where it has to be started. */
    Execution begin(Run run, String job, int concurrency) {
        RunExecutions executions = new RunExecutions(deployment);
        Optional<Execution> latest = executions.latest(run.id());
        if (run.job() != Job.VERIFY_SOURCE
                && latest.filter(Execution::isRunning).isEmpty()) {
            // The workers share the rate, so all there may be are counted before the first of them starts.
            int earlier = latest.map(Execution::maxConcurrency).orElse(0);
            workspace.settings().workers(Math.max(concurrency, earlier));
        }
        return executions.begin(new RunInput(run.id(), job, run.totalSegments(), concurrency));
    }

    /**
     * Follows an execution until it ends, or until the end is asked for.
     *
     * @param name what it is called on the progress line
     * @throws UnusableException when it fails
     */
    Execution follow(String name, Run run, Execution begun, Stop stop) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(1);
        stop.onAsk(enough::countDown);
        Progress.Watch watch = progress.watch(name, run, workspace.segments(), this::lagMillis);
        try {
            return require(new Follower(deployment).follow(begun, enough));
        } finally {
            watch.end();
        }
    }

    private Execution require(Execution seen) {
        return switch (seen.status()) {
            case RUNNING, SUCCEEDED, ABORTED -> seen;
            case FAILED, TIMED_OUT ->
                throw new UnusableException("execution " + seen.name() + " of stack "
                        + deployment.stack().name() + " ended " + seen.status() + ", "
                        + Objects.requireNonNullElse(seen.error(), "no error") + ": "
                        + Objects.requireNonNullElse(seen.cause(), "no cause")
                        + " (docs/runbook.md, Run failed)");
        };
    }

    private long lagMillis() {
        return workspace
                .heartbeats()
                .summary(Instant.now(), RECENT)
                .map(Summary::lag)
                .orElse(Duration.ZERO)
                .toMillis();
    }
}
