package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.cutover.Interceptors;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.DeployedTouch;
import io.touchstream.operator.procedure.ExistingItems;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.TouchRunner;
import io.touchstream.operator.procedure.TouchRuns;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs step 3 alone, where sync runs already. */
@Command(
        name = "touch",
        description = {
            "Runs step 3 alone, where sync runs already: deployed, or as run --follow in another process.",
            "A canary change must come through first; then every existing item is touched, or copied.",
            "Where the migration is deployed (and no --endpoint-url given), its state machine does it, and this follows:",
            "Ctrl-C then ends the following only. Otherwise this process does it, and Ctrl-C ends it cleanly.",
            "Touch again, also after a crash, and it goes on where it was; it never starts what is under way.",
            "While writers move one by one, it is for changes that may be lost, and needs the application's interceptors."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream touch --migration migrations/20261120-books --region eu-west-1",
            "  touchstream touch --migration migrations/20261120-books --concurrency 40 --detach",
            "  touchstream touch --migration migrations/20261120-books --confirm 20261120-books"
        })
final class TouchCommand extends MigrationCommand {
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final String COMPLETE = "complete: once status shows no lag, prove it with verify";

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) throws Exception {
        int concurrency = stack.concurrency();
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        confirmation.require(deployment);
        requireSameDefinition(deployment, workspace);
        if (deployment.isEmpty()) {
            MigrationRun.check(workspace);
        }
        return change(
                workspace,
                deployment,
                phases(workspace),
                operation -> deployment.isPresent()
                        ? deployed(workspace, deployment.get(), concurrency, operation)
                        : inProcess(workspace, operation));
    }

    /**
     * A gap while writers move one by one is mended by touching again: what the application has written to the target, and
     * deleted there, stays as long as its interceptors say what it was.
     */
    private static Set<Phase> phases(Workspace workspace) {
        Set<Phase> phases = EnumSet.range(Phase.SYNCHRONISING, Phase.VERIFIED);
        if (GradualMove.isUnderWay(workspace.phases().state())) {
            Interceptors.requireFor(workspace, "touch");
            phases.add(Phase.WRITING_TARGET);
        }
        return phases;
    }

    private int deployed(Workspace workspace, Deployment deployment, int concurrency, Operation operation)
            throws InterruptedException {
        begin(workspace, operation);
        DeployedTouch.Outcome outcome = new DeployedTouch(workspace, deployment, progress())
                .touch(concurrency, !stack.detach(), operation.stop());
        end(outcome.done(), operation);
        boolean before = outcome.execution() == null;
        Map<String, Long> counts = workspace.segments().totals(outcome.run().id());
        Map<String, Object> document = document(workspace, outcome.done(), before, counts);
        List<String> lines = new ArrayList<>(List.of(touched(before, counts)));
        if (outcome.execution() != null) {
            document.put("execution", FollowedAnswer.document(outcome.execution()));
            lines.addAll(FollowedAnswer.lines("touch", outcome.execution()));
        }
        if (outcome.done()) {
            lines.add(COMPLETE);
        }
        answer(document, lines);
        return outcome.done() || FollowedAnswer.isAsWished(stack, outcome.execution())
                ? ExitStatus.DONE
                : ExitStatus.FOUND;
    }

    private int inProcess(Workspace workspace, Operation operation) throws InterruptedException {
        Stop stop = operation.stop();
        sayInProcess(workspace);
        begin(workspace, operation);
        ExistingItems.Outcome outcome;
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            outcome = new ExistingItems(workspace, stop, progress(), () -> lagMillis(workspace), Optional::empty)
                    .migrate(runner);
        }
        end(outcome.done(), operation);
        Map<String, Long> counts = outcome.run() == null
                ? Map.of()
                : workspace.segments().totals(outcome.run().id());
        answer(document(workspace, outcome.done(), outcome.before(), counts), lines(outcome, counts, stop));
        return outcome.done() ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    private static void begin(Workspace workspace, Operation operation) {
        if (operation.phase() != Phase.WRITING_TARGET
                && new TouchRuns(workspace).complete().isEmpty()) {
            operation.reach(Phase.TOUCHING);
        }
    }

    private static void end(boolean done, Operation operation) {
        if (done && operation.phase().compareTo(Phase.VERIFIED) < 0) {
            operation.reach(Phase.SYNCHRONISED);
        }
    }

    private static long lagMillis(Workspace workspace) {
        return workspace
                .heartbeats()
                .summary(Instant.now(), RECENT)
                .map(Summary::lag)
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static Map<String, Object> document(
            Workspace workspace, boolean done, boolean before, Map<String, Long> counts) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("completed", done);
        document.put("alreadyTouched", before);
        document.put("touch", counts);
        return document;
    }

    private static String touched(boolean before, Map<String, Long> counts) {
        return (before ? "touched before: " : "touched: ") + counts;
    }

    private static List<String> lines(ExistingItems.Outcome outcome, Map<String, Long> counts, Stop stop) {
        if (outcome.done()) {
            return List.of(touched(outcome.before(), counts), COMPLETE);
        }
        return List.of(
                touched(outcome.before(), counts), stop.isAsked() ? "stopped: touch again to go on" : "not complete");
    }
}
