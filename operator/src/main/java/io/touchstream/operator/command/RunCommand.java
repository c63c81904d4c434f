package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.PhaseWatch;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.TouchRuns;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.History;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;

/** Runs steps 1 to 3 from this process. */
@Command(
        name = "run",
        description = {
            "Runs steps 1 to 3 from this process, and exits when all existing items have arrived.",
            "Creates the target tables, makes sure of the source's stream, synchronises, and touches every existing"
                    + " item.",
            "Ctrl-C ends it cleanly; run it again, also after a crash, and it goes on where it was."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream run --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "  touchstream run --migration migrations/20261120-books --region eu-west-1 --follow"
        })
final class RunCommand extends MigrationCommand {
    private static final int LISTED = 1_000;
    private static final Set<Phase> STEPS = EnumSet.range(Phase.CREATED, Phase.VERIFIED);
    private static final Set<Phase> FOLLOWED = EnumSet.range(Phase.CREATED, Phase.WRITING_TARGET);

    /** What the code of a denied request begins with. Source: CloudFormation API reference, "Common errors". */
    private static final String ACCESS_DENIED = "AccessDenied";

    @Option(names = "--follow", description = "go on synchronising until interrupted")
    private boolean follow;

    @Override
    int run(Workspace workspace) throws Exception {
        refuseDeployed(workspace);
        if (follow && workspace.definition().inPlace() != null) {
            throw new UsageException("--follow: a migration in place does not synchronise; run it again to go on");
        }
        MigrationRun.check(workspace);
        return change(workspace, Optional.empty(), follow ? FOLLOWED : STEPS, operation -> run(workspace, operation));
    }

    private int run(Workspace workspace, Operation operation) throws InterruptedException {
        Stop stop = operation.stop();
        try (LockKeeper synchronising = LockKeeper.ofSync(workspace, commandLine(), stop);
                MigrationRun migration = new MigrationRun(workspace, stop, progress())) {
            if (operation.phase() == Phase.CREATED) {
                operation.reach(Phase.SYNCHRONISING);
            }
            List<String> created = migration.synchronise(
                    UnaryOperator.identity(), localFiles(workspace).resolve("failed"), line -> {});
            MigrationRun.Outcome outcome = existingItems(workspace, operation, migration, created);
            if (follow && outcome.completed()) {
                progress().say("Every existing item has arrived; synchronising until interrupted.");
                operation.note("goes on synchronising");
                operation.end(History.Outcome.DONE);
                Phase last = new PhaseWatch(workspace).await(FOLLOWED, operation.phase(), stop);
                if (!FOLLOWED.contains(last)) {
                    progress().say("The migration is " + last + ": this process no longer synchronises.");
                }
            }
            List<Map<String, Object>> quarantine = quarantine(workspace);
            long open = quarantine.size();
            Optional<Gap> gap = workspace.soundness().gap();
            answer(document(workspace, outcome, quarantine, gap), lines(workspace, outcome, quarantine, gap, stop));
            synchronising.requireHeld();
            return outcome.completed() && open == 0 && gap.isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
        }
    }

    private static MigrationRun.Outcome existingItems(
            Workspace workspace, Operation operation, MigrationRun migration, List<String> created)
            throws InterruptedException {
        if (!STEPS.contains(operation.phase())) {
            return migration.goOn(created);
        }
        if (new TouchRuns(workspace).complete().isEmpty()) {
            operation.reach(Phase.TOUCHING);
        }
        MigrationRun.Outcome outcome = migration.migrate(created);
        if (outcome.completed() && operation.phase() != Phase.VERIFIED) {
            operation.reach(Phase.SYNCHRONISED);
        }
        return outcome;
    }

    /**
     * Makes sure that no stack synchronises already. Who may not ask CloudFormation is told so: two consumers side by side
     * do no harm but to the stream's readers.
     */
    private void refuseDeployed(Workspace workspace) {
        try {
            deployment(workspace).ifPresent(found -> {
                throw new UsageException("the migration is deployed as stack "
                        + found.stack().name() + ", which synchronises: use touch and verify instead of run");
            });
        } catch (CloudFormationException refusal) {
            if (refusal.awsErrorDetails() == null
                    || !String.valueOf(refusal.awsErrorDetails().errorCode()).startsWith(ACCESS_DENIED)) {
                throw refusal;
            }
            progress()
                    .say("whether the migration is deployed cannot be told, as CloudFormation denied access: "
                            + "this process synchronises");
        }
    }

    private static List<Map<String, Object>> quarantine(Workspace workspace) {
        return workspace
                .quarantine()
                .list()
                .limit(LISTED)
                .map((QuarantineEntry entry) -> Descriptions.of(entry))
                .toList();
    }

    private static Map<String, Object> document(
            Workspace workspace,
            MigrationRun.Outcome outcome,
            List<Map<String, Object>> quarantine,
            Optional<Gap> gap) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("completed", outcome.completed());
        document.put("created", outcome.created());
        document.put("alreadyTouched", outcome.alreadyTouched());
        document.put("touch", counts(workspace, outcome.touch()));
        document.put("quarantine", quarantine);
        document.put("unsound", gap.map(Gap::reason).orElse(null));
        return document;
    }

    private static List<String> lines(
            Workspace workspace,
            MigrationRun.Outcome outcome,
            List<Map<String, Object>> quarantine,
            Optional<Gap> gap,
            Stop stop) {
        List<String> lines = new ArrayList<>();
        if (!outcome.created().isEmpty()) {
            lines.add("created: " + String.join(", ", outcome.created()));
        }
        lines.add((outcome.alreadyTouched() ? "touched before: " : "touched: ") + counts(workspace, outcome.touch()));
        gap.ifPresent(found -> lines.add("UNSOUND: " + found.reason() + "; run again, then verify"));
        quarantine.forEach(entry -> lines.add("quarantined: " + Descriptions.line(entry)));
        if (!outcome.completed()) {
            lines.add(stop.isAsked() ? "stopped: run again to go on" : "not complete");
        } else if (quarantine.isEmpty()) {
            lines.add("complete: prove it with verify");
        } else {
            lines.add("complete but for the quarantined items: mend their cause, then redrive");
        }
        return lines;
    }

    private static Map<String, Long> counts(Workspace workspace, @Nullable Run run) {
        return run == null ? Map.of() : workspace.segments().totals(run.id());
    }
}
