package io.touchstream.operator.procedure;

import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Takes out of tables what a migration has put into their items: the marker, or the provenance. Goes on where an earlier
 * process ended, at the rate that is set for touches.
 */
public final class SegmentPass {
    private final Workspace workspace;
    private final Progress progress;

    public SegmentPass(Workspace workspace, Progress progress) {
        this.workspace = workspace;
        this.progress = progress;
    }

    /**
     * Says what a pass came to.
     *
     * @param done whether it came to its end; false where the end was asked for first
     * @param counts what was done so far, by name
     */
    public record Outcome(boolean done, Map<String, Long> counts) {}

    /**
     * Works through all items of some tables.
     *
     * @param job {@link Job#UNTOUCH} or {@link Job#SCRUB}
     */
    public Outcome run(Job job, Set<String> tables, Stop stop) throws InterruptedException {
        if (workspace.settings().read().paused()) {
            progress.say("jobs are paused: resume lets this one go on");
        }
        Run run = current(job, tables);
        Progress.Watch watch = progress.watch(name(job), run, workspace.segments(), () -> 0);
        boolean done;
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            done = runner.run(run, Map.of(job, tables), stop);
        } finally {
            watch.end();
        }
        if (done) {
            workspace.runs().save(run.ended(Instant.now(), "complete"));
        }
        return new Outcome(done, workspace.segments().totals(run.id()));
    }

    private Run current(Job job, Set<String> tables) {
        return workspace.runs().all().stream()
                .filter(run -> run.job() == job && run.finishedAt() == null)
                .findFirst()
                .orElseGet(() -> begin(job, new Tables(workspace.client()).estimatedItems(tables)));
    }

    private Run begin(Job job, long items) {
        Run run = new Run(
                name(job) + "-" + UUID.randomUUID(),
                job,
                Instant.now(),
                null,
                TouchRuns.segments(items, TouchRunner.WORKERS),
                items,
                null);
        workspace.runs().save(run);
        return run;
    }

    private static String name(Job job) {
        return job.name().toLowerCase(Locale.ROOT);
    }
}
