package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.PhaseReader;
import io.touchstream.operator.procedure.SegmentPass;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes what a migration has left on the target's items. */
@Command(
        name = "scrub",
        description = {
            "Removes the provenance from the target's items, once the migration is completed: nothing of it is left on"
                    + " them.",
            "Also before, where no reverse sync runs; it cannot run any more after that. Writes at the rate that rate"
                    + " sets.",
            "Then the tombstones are removed that the application's interceptors have left in the control table.",
            "This process does it, also where the migration was deployed. Ctrl-C ends it cleanly; scrub again, and it"
                    + " goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream scrub --migration migrations/20261120-books --region eu-west-1",
            "  touchstream scrub --migration migrations/20261120-books --confirm 20261120-books --json"
        })
final class ScrubCommand extends MigrationCommand {
    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) throws Exception {
        requireTwoTables(workspace);
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        confirmation.require(deployment);
        requireNoReverseSync(workspace, deployment);
        return change(workspace, deployment, EnumSet.of(Phase.WRITING_TARGET, Phase.COMPLETED), operation -> {
            // It may have changed before the lock was held.
            requireNoReverseSync(workspace, deployment);
            return scrub(workspace, operation);
        });
    }

    /** Reverse sync goes by the provenance. On a stack it is on until the migration is completed. */
    private static void requireNoReverseSync(Workspace workspace, Optional<Deployment> deployment) {
        PhaseState state = PhaseReader.read(workspace, deployment);
        if (GradualMove.isUnderWay(state)) {
            throw new UsageException("migration " + workspace.definition().name()
                    + " moves its writers one by one, and sync goes by the provenance: " + NextStep.of(state));
        }
        boolean open = state.phase() == Phase.WRITING_TARGET;
        Directions wanted = workspace.syncSwitch().wish().directions();
        if (open && (deployment.isPresent() || wanted != Directions.NONE)) {
            throw new UsageException("migration " + workspace.definition().name()
                    + " is writing-target and reverse sync goes by the provenance: complete it first");
        }
        if (open) {
            Unfinished.in(state).ifPresent(unfinished -> {
                throw new UsageException("migration " + workspace.definition().name()
                        + " goes on with reverse sync, which goes by the provenance, once " + unfinished.command()
                        + " has come to its end: go on with it first");
            });
        }
    }

    private int scrub(Workspace workspace, Operation operation) throws InterruptedException {
        SegmentPass.Outcome outcome = new SegmentPass(workspace, progress())
                .run(Job.SCRUB, workspace.definition().target().tables().keySet(), operation.stop());
        long tombstones = outcome.done() ? workspace.tombstones().removeAll(operation.stop()::isAsked) : 0;
        long changed = outcome.counts().getOrDefault("changed", 0L);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("completed", outcome.done());
        document.put("scrub", outcome.counts());
        document.put("tombstones", tombstones);
        answer(
                document,
                List.of(
                        "scrubbed: " + outcome.counts() + "; tombstones removed: " + tombstones,
                        end(outcome, changed)));
        return outcome.done() && changed == 0 ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    private static String end(SegmentPass.Outcome outcome, long changed) {
        if (!outcome.done()) {
            return "stopped: scrub again to go on";
        }
        return changed == 0 ? "nothing of the migration is left on the target" : "items changed meanwhile: scrub again";
    }
}
