package io.touchstream.operator.procedure;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.prepare.SourceStreams;
import io.touchstream.touch.segment.Sleeper;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Migrates existing items, which is step 3: a canary through each source's stream, then every item touched, or copied.
 * Sync runs already, in this process or elsewhere. Goes on where an earlier process ended, however it ended.
 */
public final class ExistingItems {
    private static final Duration CANARY_PATIENCE = Duration.ofMinutes(2);

    private final Workspace workspace;
    private final Stop stop;
    private final Progress progress;
    private final LongSupplier lagMillis;
    private final Supplier<Optional<String>> obstacle;

    /**
     * Creates it.
     *
     * @param lagMillis how far sync is behind, in milliseconds, for display
     * @param obstacle what kept sync from finishing a batch last, as far as is known here
     */
    public ExistingItems(
            Workspace workspace,
            Stop stop,
            Progress progress,
            LongSupplier lagMillis,
            Supplier<Optional<String>> obstacle) {
        this.workspace = workspace;
        this.stop = stop;
        this.progress = progress;
        this.lagMillis = lagMillis;
        this.obstacle = obstacle;
    }

    /**
     * Says what was done.
     *
     * @param done whether every existing item was touched or copied
     * @param run the run; null where the end was asked for before it began
     * @param before whether an earlier run had done so
     */
    public record Outcome(boolean done, @Nullable Run run, boolean before) {}

    /**
     * Touches or copies every existing item, unless that is done.
     *
     * @throws io.touchstream.touch.prepare.UnusableSourceException when a stream is not enabled
     * @throws io.touchstream.operator.UnusableException when a canary does not arrive
     */
    public Outcome migrate(TouchRunner runner) throws InterruptedException {
        TouchRuns runs = new TouchRuns(workspace);
        Optional<Run> complete = runs.complete();
        if (complete.isPresent()) {
            return new Outcome(true, complete.get(), true);
        }
        if (!passCanaries(runner)) {
            return new Outcome(false, null, false);
        }
        Run run = runs.current(new Tables(workspace.client()).estimatedItems(sources()), TouchRunner.WORKERS);
        for (Run left : runs.abandoned(run)) {
            runner.settlePending(left.id());
            runs.abandon(left);
        }
        workspace.settings().rateAtFirst(workspace.definition().touch().maxWriteUnitsPerSecond());
        boolean done = watched(runner, run);
        if (done) {
            runs.finish(run);
        }
        return new Outcome(done, run, false);
    }

    private boolean watched(TouchRunner runner, Run run) throws InterruptedException {
        Progress.Watch watch = progress.watch("touch", run, workspace.segments(), lagMillis);
        try {
            return runner.run(run, Map.of(run.job(), sources()), stop);
        } finally {
            watch.end();
        }
    }

    private boolean passCanaries(TouchRunner runner) throws InterruptedException {
        if (workspace.definition().inPlace() != null) {
            // Nothing is synchronised, so nothing has to come through.
            return !stop.isAsked();
        }
        SourceStreams streams = new SourceStreams(workspace.client(), Sleeper.REAL);
        sources().forEach(streams::requireEnabled);
        if (workspace.definition().touch().lane() == Lane.COPY) {
            // The source must not be written, not even by a canary. What changes from now on is in the stream, which is
            // read from its oldest record, and outranks every copy.
            return !stop.isAsked();
        }
        CanaryCheck canary = new CanaryCheck(workspace, runner.toucher(), CANARY_PATIENCE, obstacle);
        for (String source : sources()) {
            if (!canary.pass(source, stop)) {
                return false;
            }
        }
        return true;
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
