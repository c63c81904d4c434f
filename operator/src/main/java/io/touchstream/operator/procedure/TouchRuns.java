package io.touchstream.operator.procedure;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** Decides which touch run to work on: an unfinished one, a new one, or none because one is complete. */
final class TouchRuns {
    private static final int ITEMS_PER_SEGMENT = 50_000;
    private static final int LEAST_SEGMENTS = 4 * TouchRunner.WORKERS;
    private static final int MOST_SEGMENTS = 1000;

    private final Workspace workspace;

    TouchRuns(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Returns the last complete run, if nothing since then asks for another. */
    Optional<Run> complete() {
        Optional<Gap> gap = workspace.soundness().gap();
        return workspace.runs().all().stream()
                .filter(TouchRuns::isTouch)
                .findFirst()
                .filter(run -> run.finishedAt() != null)
                .filter(run ->
                        gap.isEmpty() || run.startedAt().isAfter(gap.get().since()));
    }

    /** Returns the run that is to be gone on with, or a new one. */
    Run current(long estimatedItems) {
        Optional<Gap> gap = workspace.soundness().gap();
        return workspace.runs().all().stream()
                .filter(TouchRuns::isTouch)
                .findFirst()
                .filter(run -> run.finishedAt() == null)
                .filter(run ->
                        gap.isEmpty() || run.startedAt().isAfter(gap.get().since()))
                .orElseGet(() -> begin(estimatedItems));
    }

    /** Stores that a run is complete. */
    void finish(Run run) {
        workspace
                .runs()
                .save(new Run(
                        run.id(),
                        run.job(),
                        run.startedAt(),
                        Instant.now(),
                        run.totalSegments(),
                        run.estimatedItems(),
                        "complete"));
    }

    /** Returns into how many segments to divide a table: several for each worker, so that no worker idles at the end. */
    static int segments(long estimatedItems) {
        return (int) Math.max(LEAST_SEGMENTS, Math.min(MOST_SEGMENTS, estimatedItems / ITEMS_PER_SEGMENT));
    }

    private Run begin(long estimatedItems) {
        Job job = workspace.definition().touch().lane() == Lane.COPY ? Job.COPY : Job.TOUCH;
        // INVARIANT 3: the token is unique to the run, so that each touch leaves a stream record.
        String token = RunToken.draw(RunToken.Kind.TOUCH, new SecureRandom()).text();
        Run run = new Run(token, job, Instant.now(), null, segments(estimatedItems), estimatedItems, null);
        Runs runs = workspace.runs();
        runs.save(run);
        return run;
    }

    private static boolean isTouch(Run run) {
        return run.job() == Job.TOUCH || run.job() == Job.COPY;
    }
}
