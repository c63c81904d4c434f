package io.touchstream.operator.procedure;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides which touch run to work on: an unfinished one, a new one, or none because one is complete. */
public final class TouchRuns {
    private static final int ITEMS_PER_SEGMENT = 50_000;
    private static final int SEGMENTS_PER_WORKER = 4;
    private static final int MOST_SEGMENTS = 1000;

    private final Workspace workspace;

    public TouchRuns(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Returns the last complete run, if nothing since then asks for another. */
    public Optional<Run> complete() {
        Optional<Gap> gap = workspace.soundness().gap();
        return latest().filter(TouchRuns::isTouch)
                .filter(run -> run.finishedAt() != null)
                .filter(run ->
                        gap.isEmpty() || run.startedAt().isAfter(gap.get().since()));
    }

    /** Returns the run that is to be gone on with, or a new one for so many workers. */
    Run current(long estimatedItems, int workers) {
        Optional<Gap> gap = workspace.soundness().gap();
        return latest().filter(TouchRuns::isTouch)
                .filter(run -> run.finishedAt() == null)
                .filter(run ->
                        gap.isEmpty() || run.startedAt().isAfter(gap.get().since()))
                .orElseGet(() -> begin(job(), estimatedItems, workers));
    }

    /** Returns the run that changes items back which is to be gone on with, or a new one for so many workers. */
    Run reverting(long estimatedItems, int workers) {
        return latest().filter(run -> run.job() == Job.UNTOUCH && run.finishedAt() == null)
                .orElseGet(() -> begin(Job.UNTOUCH, estimatedItems, workers));
    }

    /** Returns the unfinished runs that nobody will go on with, because another has taken their place. */
    List<Run> abandoned(Run current) {
        return workspace.runs().all().stream()
                .filter(this::writesItems)
                .filter(run -> run.finishedAt() == null && !run.id().equals(current.id()))
                .toList();
    }

    /** Stores that a run is complete. */
    void finish(Run run) {
        workspace.runs().save(run.ended(Instant.now(), "complete"));
    }

    /** Stores that a run has been given up. */
    void abandon(Run run) {
        workspace.runs().save(run.ended(Instant.now(), "abandoned"));
    }

    /** Returns into how many segments to divide a table: several for each worker, so that no worker idles at the end. */
    static int segments(long estimatedItems, int workers) {
        long wanted = Math.max((long) SEGMENTS_PER_WORKER * workers, estimatedItems / ITEMS_PER_SEGMENT);
        return (int) Math.min(MOST_SEGMENTS, wanted);
    }

    /** A run that changed items back takes the place of those before it: nothing is complete then. */
    private Optional<Run> latest() {
        return workspace.runs().all().stream().filter(this::writesItems).findFirst();
    }

    private Run begin(Job job, long estimatedItems, int workers) {
        // INVARIANT 3: the token is unique to the run, so that each touch leaves a stream record.
        String token = RunToken.draw(RunToken.Kind.TOUCH, new SecureRandom()).text();
        Run run = new Run(token, job, Instant.now(), null, segments(estimatedItems, workers), estimatedItems, null);
        Runs runs = workspace.runs();
        runs.save(run);
        return run;
    }

    private Job job() {
        return workspace.definition().touch().lane() == Lane.COPY ? Job.COPY : Job.TOUCH;
    }

    private boolean writesItems(Run run) {
        return isTouch(run) || (workspace.definition().inPlace() != null && run.job() == Job.UNTOUCH);
    }

    private static boolean isTouch(Run run) {
        return run.job() == Job.TOUCH || run.job() == Job.COPY;
    }
}
