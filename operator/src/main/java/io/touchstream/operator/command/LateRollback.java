package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.BackReport;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.cutover.GradualFinish;
import io.touchstream.operator.cutover.Preview;
import io.touchstream.operator.cutover.SecondCutover;
import io.touchstream.operator.cutover.WayBack;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.finish.CompletionAttempt;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Goes back from where the application has moved already: to reading the source, from a fence to writing the source, or from
 * the target to writing the source.
 *
 * @param deployment the stack that the migration is deployed as, if it is
 */
record LateRollback(Workspace workspace, Optional<Deployment> deployment) {
    /** Where they lead back from; and from {@link Phase#REVERSED}, where that is not at its end. */
    static final Set<Phase> FROM = EnumSet.of(Phase.READING_TARGET, Phase.FENCED, Phase.WRITING_TARGET);

    /** Tells whether there is such a step to go back by. */
    static boolean isFor(PhaseState state) {
        return FROM.contains(state.phase()) || (state.phase() == Phase.REVERSED && SecondCutover.isUnderWay(state));
    }

    /**
     * Makes sure that a way leads back.
     *
     * @throws UsageException when none does
     */
    void require(PhaseState state) {
        if (state.phase() != Phase.WRITING_TARGET) {
            return;
        }
        if (CompletionAttempt.isDeleting(state)) {
            throw new UsageException(
                    "the source is being deleted: go on with complete; nothing but its backup leads back");
        }
        if (GradualMove.isUnderWay(state)) {
            throw new UsageException(
                    "the writers move one by one, so that neither side can be made static alone: stop the"
                            + " writers that still write the source, then cutover writes --finish, then rollback");
        }
        if (GradualFinish.isUnderWay(state)) {
            throw new UsageException("cutover writes --finish has not come to its end: go on with it first");
        }
        WayBack wayBack = WayBack.of(workspace, deployment);
        if (wayBack.obstacle() != null) {
            throw new UsageException("no command leads back from " + state.phase() + ", since "
                    + wayBack.obstacle().what() + "; by hand: stop the writers, carry over what they wrote since "
                    + state.since() + ", then take the fence out of the source's resource policy");
        }
        MigrationCommand.requireSameDefinition(deployment, workspace);
    }

    /** Says what would happen. */
    Preview preview(PhaseState state, Services services, CutoverSettings settings) {
        return switch (state.phase()) {
            case READING_TARGET ->
                actions("change the phase to " + Phase.VERIFIED + "; the readers move back by themselves");
            case FENCED ->
                actions(
                        "take the source's fence down",
                        "let sync run again",
                        "change the phase to " + Phase.READING_TARGET);
            case WRITING_TARGET -> Preview.ofBack(workspace, services, settings);
            case REVERSED -> actions("take the source's fence down", "say that the application may write the source");
            default -> throw new IllegalStateException("no step back from " + state.phase());
        };
    }

    /** Goes back. */
    RollbackAnswer run(Operation operation, Cutovers cutovers) throws InterruptedException {
        return switch (operation.phase()) {
            case READING_TARGET -> {
                cutovers.readsRollback().run();
                yield done(
                        operation,
                        false,
                        "the application reads and writes the source; go on with cutover reads, or rollback --further");
            }
            case FENCED -> {
                cutovers.fenceRollback().run();
                yield done(
                        operation,
                        cutovers.endsSync(),
                        "the application goes on writing the source; go on with cutover writes, or rollback --further");
            }
            case WRITING_TARGET, REVERSED -> {
                CompletionAttempt.withdraw(workspace, operation);
                BackReport report = cutovers.second().run();
                yield new RollbackAnswer(
                        CutoverAnswer.document(workspace.definition().name(), operation.phase(), report),
                        CutoverAnswer.withSync(lines(report), cutovers.endsSync() && report.outcome() != Outcome.DONE),
                        report.outcome() == Outcome.DONE ? ExitStatus.DONE : ExitStatus.FOUND);
            }
            default -> throw new IllegalStateException("no step back from " + operation.phase());
        };
    }

    private static Preview actions(String... actions) {
        return new Preview(List.of(), List.of(actions), List.of());
    }

    private static List<String> lines(BackReport report) {
        return switch (report.outcome()) {
            case BLOCKED -> CutoverAnswer.refusal(report.blockers());
            case TAKEN_BACK -> CutoverAnswer.takenBack(report.blockers(), "target");
            case DONE -> {
                List<String> lines = new ArrayList<>();
                Duration pause = report.pause();
                lines.add("the application may write the source"
                        + (pause == null ? "" : "; nobody could write for " + pause.toMillis() + " ms"));
                lines.add("once it reads and writes there: " + NextStep.of(Phase.REVERSED));
                yield lines;
            }
        };
    }

    private RollbackAnswer done(Operation operation, boolean endsSync, String line) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", operation.phase().label());
        document.put("completed", true);
        return new RollbackAnswer(document, CutoverAnswer.withSync(List.of(line), endsSync), ExitStatus.DONE);
    }
}
