package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.BackFlow;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.cutover.Preview;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.finish.Cancellation;
import io.touchstream.operator.finish.Cancellation.Wishes;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.InPlaceRollback;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.touch.inplace.Backward;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes back from whatever phase a migration is in. */
@Command(
        name = RollbackCommand.NAME,
        description = {
            "Goes back by one step. From reading-target and fenced: the application goes on with the source.",
            "From writing-target: a fence denies writes on the target to everybody but sync. What was written there"
                    + " flows back,",
            "sync is switched off, the source is compared with the target, and the application may write the source."
                    + " Where",
            "anything fails, or on Ctrl-C, the fence is taken down again, and the application goes on with the target."
                    + " Needs an",
            "inverse of the transformation, and a source whose deletion has not begun.",
            "Where nobody reads the target yet, or the application is back at the source: gives the migration up.",
            "Sync ends, a run --follow in another process included; source and target stay as they are, but for what"
                    + " is asked for",
            "with --untouch and --delete-target. The control table stays, and with it the history.",
            "Run it again, also after a crash, and it goes on where it was; what is a step further than where the last",
            "rollback led needs --further, so that one that is given twice does no more than once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream rollback --migration migrations/20261120-books --region eu-west-1 --dry-run",
            "  touchstream rollback --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "  touchstream rollback --migration migrations/20261120-books --writers-stopped --endpoint-url"
                    + " http://127.0.0.1:8000",
            "  touchstream rollback --migration migrations/20261120-books --further --untouch",
            "  touchstream rollback --migration migrations/20261120-books --delete-target --confirm BooksV2"
        })
final class RollbackCommand extends MigrationCommand {
    static final String NAME = "rollback";
    private static final Set<Phase> NEEDED = Stream.of(Cancellation.FROM, LateRollback.FROM)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    @Option(names = "--untouch", description = "remove the marker from the source's items, at the rate of touches")
    private boolean untouch;

    @Option(names = "--delete-target", description = "delete the target tables, whose names are asked for")
    private boolean deleteTarget;

    @Option(names = "--further", description = "go back from where the last rollback has led, too")
    private boolean further;

    @Mixin
    private CutoverOptions options = new CutoverOptions();

    @Mixin
    private BarrierOptions barrier = new BarrierOptions();

    @Override
    int run(Workspace workspace) throws Exception {
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        if (workspace.definition().inPlace() != null) {
            return inPlace(workspace, deployment);
        }
        if (deleteTarget) {
            Cancellation.requireDeletable(workspace.definition());
        }
        OperationRequest request = new OperationRequest(commandLine(), NEEDED, deployment, false);
        PhaseState state = request.require(workspace);
        requireFurther(workspace, state);
        requireWay(workspace, deployment, state);
        try (Services services = Services.of(workspace.connection())) {
            if (options.dryRun()) {
                return preview(workspace, deployment, services, state);
            }
            options.confirmation().require(deployment);
            if (deleteTarget) {
                confirmDeletion(workspace);
            }
            return change(
                    workspace, request, operation -> goBack(workspace, deployment, services, operation, state.phase()));
        }
    }

    private void confirmDeletion(Workspace workspace) {
        workspace
                .definition()
                .target()
                .tables()
                .keySet()
                .forEach(table -> options.confirmation().require("table " + table + " is to be deleted", table));
    }

    private void requireWay(Workspace workspace, Optional<Deployment> deployment, PhaseState state) {
        if (!LateRollback.isFor(state)) {
            return;
        }
        if (untouch || deleteTarget) {
            throw new UsageException("--untouch and --delete-target are for giving the migration up; it is "
                    + state.phase() + ": go back first, without them");
        }
        new LateRollback(workspace, deployment).require(state);
    }

    /** In place, going back means changing the items back; there is no target to be left, let alone deleted. */
    private int inPlace(Workspace workspace, Optional<Deployment> deployment) throws Exception {
        if (deleteTarget || untouch) {
            throw new UsageException("a migration in place has no target to delete and no marker to remove: rollback"
                    + " alone changes its items back");
        }
        InPlaceRollback.check(workspace.definition());
        OperationRequest request = new OperationRequest(commandLine(), NEEDED, deployment, false);
        Set<String> lost = Backward.notKept(workspace.definition());
        String without = lost.isEmpty()
                ? ""
                : ", without " + String.join(", ", lost) + ", whatever those held before the migration";
        if (options.dryRun()) {
            Phase phase = request.require(workspace).phase();
            String would = "change every item back that the migration changed" + without + "; indexes stay";
            answer(
                    Map.of("migration", workspace.definition().name(), "phase", phase.label(), "would", List.of(would)),
                    List.of("from phase " + phase + ", rollback would " + would + "; nothing was changed"));
            return ExitStatus.DONE;
        }
        options.confirmation().require(deployment);
        if (!lost.isEmpty()) {
            options.confirmation()
                    .require(
                            "items are changed back" + without,
                            workspace.definition().name());
        }
        return change(workspace, request, operation -> changeBack(workspace, operation));
    }

    private int changeBack(Workspace workspace, Operation operation) throws InterruptedException {
        InPlaceRollback.Outcome outcome = new InPlaceRollback(workspace, operation.stop(), progress()).rollBack();
        if (outcome.complete()) {
            operation.reach(Phase.CANCELLED);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", operation.phase().label());
        document.put("completed", outcome.complete());
        document.put("counts", outcome.counts());
        String next = outcome.done()
                ? "some items could not be changed back: see quarantine list, mend them, then rollback again"
                : "stopped: rollback again to go on";
        answer(document, List.of("changed back: " + outcome.counts(), outcome.complete() ? "cancelled" : next));
        return outcome.complete() ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    private int preview(Workspace workspace, Optional<Deployment> deployment, Services services, PhaseState state) {
        Preview preview = LateRollback.isFor(state)
                ? new LateRollback(workspace, deployment)
                        .preview(state, services, barrier.settings(options.maxLag(), true))
                : new Preview(List.of(), Cancellation.preview(workspace.definition(), wishes()), List.of());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", state.phase().label());
        document.put("blockers", CutoverAnswer.blockers(preview.blockers()));
        document.put("would", preview.actions());
        document.put("notes", preview.notes());
        List<String> lines = new ArrayList<>(preview.notes());
        lines.add("from phase " + state.phase() + ", rollback would do this; nothing was changed:");
        preview.blockers().forEach(blocker -> lines.add("  be blocked: " + blocker));
        preview.actions().forEach(step -> lines.add("  " + step));
        answer(document, lines);
        return preview.blockers().isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    /** INVARIANT: a rollback that is given twice, as its answer was lost, goes back once. */
    private void requireFurther(Workspace workspace, PhaseState state) {
        boolean underWay = state.phase() == Phase.REVERSED && LateRollback.isFor(state);
        if (further || underWay || state.phase() == Phase.CANCELLED) {
            return;
        }
        boolean ledHere = false;
        for (Entry entry : workspace.history().all()) {
            // What was killed has left no phase after it, and the next one may have found it already.
            ledHere = entry.command().startsWith(NAME) && (ledHere || entry.before() != state.phase());
        }
        if (ledHere) {
            throw new UsageException("the last rollback has led to " + state.phase()
                    + " already: to go back from there," + " too, add --further; otherwise " + NextStep.of(state));
        }
    }

    private int goBack(
            Workspace workspace, Optional<Deployment> deployment, Services services, Operation operation, Phase seen)
            throws InterruptedException {
        // It may have changed before the lock was held.
        PhaseState state = workspace.phases().state();
        if (state.phase() != seen) {
            throw new UsageException(
                    "the phase has changed from " + seen + " to " + state.phase() + " meanwhile: look at status");
        }
        requireWay(workspace, deployment, state);
        if (state.phase() == Phase.WRITING_TARGET) {
            BackFlow.notes(workspace).forEach(progress()::say);
        }
        try (Cutovers cutovers =
                cutovers(workspace, operation, deployment, services, barrier.settings(options.maxLag(), true))) {
            RollbackAnswer answer = LateRollback.isFor(state)
                    ? new LateRollback(workspace, deployment).run(operation, cutovers)
                    : new GivingUp(workspace, deployment, services, wishes(), progress()).run(operation, cutovers);
            answer(answer.document(), answer.lines());
            return answer.status();
        }
    }

    private Wishes wishes() {
        return new Wishes(untouch, deleteTarget);
    }
}
