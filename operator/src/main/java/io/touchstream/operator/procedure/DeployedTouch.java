package io.touchstream.operator.procedure;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.deployed.RunExecutions;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Segments;
import io.touchstream.touch.verify.VerifySettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a stack's state machine migrate existing items, which is step 3. The run is stored before it is started, so that
 * whoever comes next finds it, whatever became of this process.
 */
public final class DeployedTouch {
    private final Workspace workspace;
    private final Deployment deployment;
    private final TouchRuns runs;
    private final DeployedJob job;

    public DeployedTouch(Workspace workspace, Deployment deployment, Progress progress) {
        this.workspace = workspace;
        this.deployment = deployment;
        this.runs = new TouchRuns(workspace);
        this.job = new DeployedJob(workspace, deployment, progress);
    }

    /**
     * Says what was done.
     *
     * @param done whether every existing item was touched or copied
     * @param execution what carries the run out; null where an earlier run had done so
     */
    public record Outcome(boolean done, Run run, @Nullable Execution execution) {}

    /**
     * Touches or copies every existing item, unless that is done: starts the run, or finds the one that is under way.
     *
     * @param concurrency how many segments are worked on side by side, where the run has to be started
     * @param follow whether to wait for its end
     * @throws io.touchstream.operator.UnusableException when the execution fails
     */
    public Outcome touch(int concurrency, boolean follow, Stop stop) throws InterruptedException {
        Optional<Run> complete = runs.complete();
        if (complete.isPresent()) {
            return new Outcome(true, complete.get(), null);
        }
        Run run = runs.current(new Tables(workspace.client()).estimatedItems(sources()), concurrency);
        giveUpAbandoned(run);
        workspace.settings().rateAtFirst(workspace.definition().touch().maxWriteUnitsPerSecond());
        Execution execution = job.begin(run, run.job().name(), concurrency);
        if (follow) {
            execution = job.follow("touch", run, execution, stop);
        }
        boolean done = execution.hasSucceeded() && allSegmentsDone(run);
        if (done) {
            runs.finish(run);
        }
        return new Outcome(done, run, execution);
    }

    private void giveUpAbandoned(Run current) {
        List<Run> abandoned = runs.abandoned(current);
        if (abandoned.isEmpty()) {
            return;
        }
        RunExecutions executions = new RunExecutions(deployment);
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            for (Run run : abandoned) {
                executions.stop(run.id(), "run " + current.id() + " takes its place");
                runner.settlePending(run.id());
                runs.abandon(run);
            }
        }
    }

    /** An execution may say what it likes: done is what the control table has as done. */
    private boolean allSegmentsDone(Run run) {
        long done = workspace.segments().ofRun(run.id()).values().stream()
                .filter(Segments.Progress::done)
                .count();
        return done == (long) run.totalSegments() * sources().size();
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
