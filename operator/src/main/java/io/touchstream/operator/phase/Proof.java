package io.touchstream.operator.phase;

import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.AppliedDefinition.Applied;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.touch.verify.VerifyReport;
import java.time.Instant;
import java.util.Optional;

/**
 * Says what a verify run means for the phase.
 *
 * @param obstacle why it proves nothing, in one line; nothing where it proves the tables equal
 * @param next the phase that follows
 */
public record Proof(Optional<String> obstacle, Phase next) {
    /**
     * Judges a run.
     *
     * @param state the phase in which the migration is
     */
    public static Proof of(Workspace workspace, PhaseState state, Run run, VerifyReport report) {
        Optional<String> obstacle = obstacle(workspace, state, run, report);
        Phase phase = state.phase();
        boolean concerns = report.complete() && !isEarlier(run, state);
        return switch (phase) {
            case SYNCHRONISED -> new Proof(obstacle, obstacle.isEmpty() ? Phase.VERIFIED : phase);
            case VERIFIED -> new Proof(obstacle, obstacle.isPresent() && concerns ? Phase.SYNCHRONISED : phase);
            case CREATED,
                    SYNCHRONISING,
                    TOUCHING,
                    READING_TARGET,
                    FENCED,
                    WRITING_TARGET,
                    REVERSED,
                    COMPLETED,
                    CANCELLED -> new Proof(obstacle, phase);
        };
    }

    private static Optional<String> obstacle(Workspace workspace, PhaseState state, Run run, VerifyReport report) {
        if (!report.equal()) {
            return Optional.of(report.complete() ? "the tables differ" : "the verify is not at its end");
        }
        if (isEarlier(run, state)) {
            return Optional.of("this verify began before the phase " + state.phase() + " was reached: verify again");
        }
        Optional<Gap> gap = workspace.soundness().gap();
        if (gap.isPresent()) {
            return Optional.of("records may have been lost: a fresh touch and a verify mend it");
        }
        if (workspace.quarantine().list().findAny().isPresent()) {
            return Optional.of("the quarantine is not empty: redrive, then verify again");
        }
        Instant began = run.startedAt();
        // INVARIANT: a changed definition proves nothing before a repair run and a verify after that.
        return workspace
                .appliedDefinition()
                .applied()
                .filter((Applied applied) -> !applied.isProvenBy(began))
                .map(applied -> "the definition was changed, and no repair run has ended before this verify: "
                        + "verify --repair, then verify again");
    }

    /** What was compared before the phase was reached says nothing of it. */
    private static boolean isEarlier(Run run, PhaseState state) {
        Instant since = state.since();
        return since != null && run.startedAt().isBefore(since);
    }
}
