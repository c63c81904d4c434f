package io.touchstream.operator.finish;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what stands in the way of completing a migration. */
public final class CompletionChecks {
    /** No touch leads to the target any more, once the writers have moved. */
    private static final String BACK = "go back with rollback, and begin anew under another name";

    private static final String MEND = "touch, verify --repair, then verify";

    private CompletionChecks() {}

    /**
     * Makes sure that what the settings ask for can be had at this endpoint.
     *
     * @throws UsageException when it cannot
     */
    public static void require(Services services, CompletionSettings settings) {
        if (services.capacity().isEmpty() && !settings.unused()) {
            throw new UsageException("nothing measures here who uses the source: give your word with --unused");
        }
        if (services.backups().isEmpty() && (settings.backup() || settings.exportTo() != null)) {
            throw new UsageException("nothing makes backups here: back the source up yourself, then use --no-backup");
        }
    }

    /** Returns what stands in the way, each with what to do about it; empty where nothing does. */
    public static List<String> obstacles(Workspace workspace, CompletionSettings settings) {
        List<String> obstacles = new ArrayList<>();
        if (GradualMove.isUnderWay(workspace.phases().state())) {
            obstacles.add("the writers move one by one: once all of them have moved, cutover writes --finish");
        } else if (!isProven(workspace)) {
            obstacles.add("the last verify before the writers moved did not find the tables equal: " + BACK);
        }
        gap(workspace)
                .ifPresent(found -> obstacles.add("changes may be lost (" + found.reason() + "): "
                        + (GradualMove.isUnderWay(workspace.phases().state()) ? MEND : BACK)));
        if (workspace.quarantine().list().findAny().isPresent()) {
            obstacles.add("the quarantine is not empty: look at it with quarantine list, and redrive");
        }
        if (!settings.keepSource()) {
            obstacles.addAll(DeletionProtection.obstacles(
                    workspace, workspace.definition().source().tables().keySet()));
        }
        return obstacles;
    }

    /** Nothing depends any more on what the source's stream loses after the proof that the writers moved by. */
    private static Optional<Gap> gap(Workspace workspace) {
        PhaseState state = workspace.phases().state();
        if (GradualMove.isUnderWay(state)) {
            return workspace.soundness().gap();
        }
        String until = state.details().get(GradualMove.UNTIL);
        Instant moved = until == null ? state.since() : Instant.parse(until);
        return workspace
                .soundness()
                .gap()
                .filter(gap -> moved == null || gap.since().isBefore(moved));
    }

    /** INVARIANT: what is given up was proven to be in the target, at the latest possible time. */
    private static boolean isProven(Workspace workspace) {
        PhaseState state = workspace.phases().state();
        if (GradualMove.isOver(state)) {
            return true;
        }
        Instant switched = state.since();
        return workspace.runs().all().stream()
                .filter(run -> run.job() == Job.VERIFY_SOURCE)
                .filter(run -> switched == null || !run.startedAt().isAfter(switched))
                .findFirst()
                .map(Run::outcome)
                .filter("equal"::equals)
                .isPresent();
    }
}
