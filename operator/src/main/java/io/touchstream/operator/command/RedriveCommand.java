package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Redrive;
import io.touchstream.operator.procedure.ReverseRedrive;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.TouchRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.touch.verify.VerifySettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends quarantined items through again. */
@Command(
        name = "redrive",
        description = {
            "Touches every quarantined source item, so that its current state flows through the stream again.",
            "Sync must be running (deployed, or run --follow); it takes out of the quarantine what succeeds.",
            "This process does it, also where the migration is deployed: its credentials need the rights of touch.",
            "With touch.lane: copy, and where an item has no room for the marker, its state is copied instead.",
            "In phase writing-target, the present state of every quarantined target item is carried back to the source;",
            "while the writers move one by one, both."
        },
        footerHeading = "%nExample:%n",
        footer = "  touchstream redrive --migration migrations/20261120-books --region eu-west-1")
final class RedriveCommand extends MigrationCommand {
    /** What becomes of entries that cannot leave the quarantine by being redriven. */
    private static final List<String> STAYING = List.of("left", "namesNoItem");

    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) throws Exception {
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        confirmation.require(deployment);
        requireSameDefinition(deployment, workspace);
        return change(
                workspace,
                deployment,
                EnumSet.range(Phase.SYNCHRONISING, Phase.WRITING_TARGET),
                operation -> redrive(workspace, operation));
    }

    private int redrive(Workspace workspace, Operation operation) throws InterruptedException {
        Map<String, Long> redriven = new TreeMap<>();
        if (operation.phase() == Phase.WRITING_TARGET) {
            redriven.putAll(new ReverseRedrive(workspace).redrive(operation.stop()));
        }
        if (GradualMove.isFlowingForward(workspace.phases().state())) {
            forward(workspace, operation.stop()).forEach((outcome, count) -> redriven.merge(outcome, count, Long::sum));
        }
        boolean stays = STAYING.stream().anyMatch(redriven::containsKey);
        List<String> lines = new ArrayList<>();
        lines.add(redriven.isEmpty() ? "the quarantine is empty" : "redriven: " + redriven);
        if (redriven.containsKey("touched")) {
            lines.add("what was touched leaves the quarantine once sync has applied it");
        }
        if (stays) {
            lines.add("some entries stay: see quarantine list, mend their cause, then redrive again");
        }
        answer(Map.of("redriven", redriven), lines);
        return stays ? ExitStatus.FOUND : ExitStatus.DONE;
    }

    private static Map<String, Long> forward(Workspace workspace, Stop stop) {
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            return new Redrive(workspace, runner.repair()).redrive(entry -> !stop.isAsked());
        }
    }
}
