package io.touchstream.operator.procedure;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.inplace.Backward;
import io.touchstream.touch.verify.VerifySettings;
import java.util.Map;
import java.util.Set;

/**
 * Changes the items of a migration in place back, as far as the rules can be undone. Goes on where an earlier process ended.
 * Indexes that were added stay.
 */
public final class InPlaceRollback {
    private final Workspace workspace;
    private final Stop stop;
    private final Progress progress;

    public InPlaceRollback(Workspace workspace, Stop stop, Progress progress) {
        this.workspace = workspace;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Says what was done.
     *
     * @param done whether every item was looked at; false where the end was asked for first
     * @param counts what became of them, by name; those in quarantine could not be changed back
     */
    public record Outcome(boolean done, Map<String, Long> counts) {
        public Outcome {
            counts = Map.copyOf(counts);
        }

        /** Tells whether every migrated item was changed back. */
        public boolean complete() {
            return done && counts.getOrDefault("quarantined", 0L) == 0;
        }
    }

    /**
     * Makes sure that the rules can be undone, without writing anything.
     *
     * @throws UsageException when they cannot
     */
    public static void check(MigrationDefinition definition) {
        Backward.obstacle(definition).ifPresent(reason -> {
            throw new UsageException("migration " + definition.name() + " cannot be rolled back: " + reason);
        });
    }

    /** Changes every migrated item back. */
    public Outcome rollBack() throws InterruptedException {
        check(workspace.definition());
        Set<String> tables = workspace.definition().source().tables().keySet();
        TouchRuns runs = new TouchRuns(workspace);
        Run run = runs.reverting(new Tables(workspace.client()).estimatedItems(tables), TouchRunner.WORKERS);
        runs.abandoned(run).forEach(runs::abandon);
        workspace.settings().rateAtFirst(workspace.definition().touch().maxWriteUnitsPerSecond());
        Progress.Watch watch = progress.watch("rollback", run, workspace.segments(), () -> 0);
        boolean done;
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            done = runner.run(run, Map.of(Job.UNTOUCH, tables), stop);
        } finally {
            watch.end();
        }
        if (done) {
            runs.finish(run);
        }
        return new Outcome(done, workspace.segments().totals(run.id()));
    }
}
