package io.touchstream.operator.procedure;

import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Proves source and target equal, in both directions, or says how they differ. */
public final class VerifyRunner {
    private final Workspace workspace;

    public VerifyRunner(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Begins a run in this process, over so many items. */
    public Run begin(long estimatedItems) {
        return begin(estimatedItems, TouchRunner.WORKERS);
    }

    /** Returns the latest run, if there is any. */
    public Optional<Run> latest() {
        return workspace.runs().all().stream()
                .filter(run -> run.job() == Job.VERIFY_SOURCE)
                .findFirst();
    }

    /** Begins a run for so many workers. */
    Run begin(long estimatedItems, int workers) {
        Run run = new Run(
                "verify-" + UUID.randomUUID(),
                Job.VERIFY_SOURCE,
                Instant.now(),
                null,
                TouchRuns.segments(estimatedItems, workers),
                estimatedItems,
                null);
        workspace.runs().save(run);
        return run;
    }

    /**
     * Compares both directions.
     *
     * @return the report; incomplete where the end was asked for first
     */
    public VerifyReport verify(Run run, VerifySettings settings, Stop stop) throws InterruptedException {
        try (TouchRunner runner = new TouchRunner(workspace, settings)) {
            runner.run(run, tables(), stop);
        }
        return report(run);
    }

    /** Sums up what a run has found so far, wherever it was carried out; stores that it is finished, once it is. */
    public VerifyReport report(Run run) {
        int expected = run.totalSegments()
                * tables().values().stream().mapToInt(Collection::size).sum();
        VerifyReport report = VerifyReport.of(
                workspace.segments().ofRun(run.id()),
                expected,
                workspace.differences().list(run.id()).toList());
        if (report.complete() && run.finishedAt() == null) {
            finish(run, report);
        }
        return report;
    }

    private Map<Job, Collection<String>> tables() {
        if (workspace.definition().inPlace() != null) {
            // Each item is compared with itself: there is no other direction.
            return Map.of(
                    Job.VERIFY_SOURCE, workspace.definition().source().tables().keySet());
        }
        return Map.of(
                Job.VERIFY_SOURCE, workspace.definition().source().tables().keySet(),
                Job.VERIFY_TARGET, workspace.definition().target().tables().keySet());
    }

    private void finish(Run run, VerifyReport report) {
        workspace.runs().save(run.ended(Instant.now(), report.equal() ? "equal" : "different"));
        if (workspace.soundness().gap().isPresent() && nothingIsLost(report)) {
            new TouchRuns(workspace)
                    .complete()
                    .filter(touch ->
                            touch.finishedAt() != null && touch.finishedAt().isBefore(run.startedAt()))
                    .ifPresent(touch -> workspace.soundness().mend(touch.startedAt()));
        }
    }

    /** While writers move one by one, what the application has written to the target itself is no loss. */
    private boolean nothingIsLost(VerifyReport report) {
        return report.equal()
                || (report.equalApartFromApplication()
                        && GradualMove.isUnderWay(workspace.phases().state()));
    }
}
