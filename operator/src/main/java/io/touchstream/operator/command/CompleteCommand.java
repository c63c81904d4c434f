package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.finish.Completion;
import io.touchstream.operator.finish.CompletionAttempt;
import io.touchstream.operator.finish.CompletionChecks;
import io.touchstream.operator.finish.CompletionSettings;
import io.touchstream.operator.finish.ExportTarget;
import io.touchstream.operator.finish.SyncEnd;
import io.touchstream.operator.finish.Waits;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finishes a migration whose application writes the target. */
@Command(
        name = "complete",
        description = {
            "Finishes a migration whose application writes the target (step 6). The source is compared with"
                    + " the target,",
            "where what is written there flows back (--no-compare leaves that out). Reverse sync ends; nobody may have"
                    + " read or",
            "written the source for the window; it is backed up, and the backup seen available; then it is deleted,"
                    + " once its",
            "name is given, or kept without the marker. From the deletion on there is no rollback but by the backup.",
            "Ctrl-C before that, or a failure, lets reverse sync go on. Run it again, also after a crash, and it goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream complete --migration migrations/20261120-books --region eu-west-1 --dry-run",
            "  touchstream complete --migration migrations/20261120-books --window-minutes 1440 --confirm Books",
            "  touchstream complete --migration migrations/20261120-books --export-to s3://archive/books --keep-source"
        })
final class CompleteCommand extends MigrationCommand {
    private static final int SHORTEST_MINUTES = 1;
    private static final int LONGEST_MINUTES = 7 * 24 * 60;
    /** Nothing is cut over here: a fence that is left from that is taken down. */
    private static final CutoverSettings NO_WAIT =
            new CutoverSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, false, true);

    @Option(
            names = "--window-minutes",
            defaultValue = "60",
            paramLabel = "N",
            description =
                    "for how long nobody may have read or written the source, 1 to 10080; default: ${DEFAULT-VALUE}")
    private int windowMinutes;

    @Option(
            names = "--unused",
            description =
                    "your word that nobody uses the source, where nothing measures it, as at other endpoints than AWS")
    private boolean unused;

    @Option(
            names = "--no-compare",
            description =
                    "do not compare the source with the target first, which reads every item of both several times")
    private boolean noCompare;

    @Option(names = "--keep-source", description = "remove the marker from the source, instead of deleting it")
    private boolean keepSource;

    @Option(names = "--no-backup", description = "delete the source without a backup")
    private boolean noBackup;

    @Option(
            names = "--export-to",
            paramLabel = "S3URI",
            description = "export the source to a bucket as well; needs its point-in-time recovery")
    private @Nullable String exportTo;

    @Option(names = "--dry-run", description = "say what would happen and what stands in the way, and change nothing")
    private boolean dryRun;

    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) throws Exception {
        requireTwoTables(workspace);
        CompletionSettings settings = settings();
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        requireSameDefinition(deployment, workspace);
        OperationRequest request = new OperationRequest(
                commandLine(), EnumSet.of(Phase.WRITING_TARGET, Phase.COMPLETED), deployment, false);
        PhaseState state = request.require(workspace);
        requireWay(state);
        try (Services services = Services.of(workspace.connection())) {
            CompletionChecks.require(services, settings);
            List<String> obstacles = obstacles(workspace, settings, state);
            // What an earlier process has switched off is switched on again, under the lock.
            if (dryRun || (!obstacles.isEmpty() && !CompletionAttempt.isPaused(state))) {
                return preview(workspace, settings, state.phase(), obstacles);
            }
            confirmation.require(deployment);
            if (obstacles.isEmpty()) {
                confirmDeletion(workspace, state.phase());
            }
            return change(
                    workspace,
                    request,
                    operation -> complete(workspace, deployment, services, settings, obstacles, operation));
        }
    }

    private void requireWay(PhaseState state) {
        if (keepSource && CompletionAttempt.isDeleting(state)) {
            throw new UsageException("the source is being deleted already: it cannot be kept");
        }
        Unfinished.in(state)
                .map(CompleteCommand::refusal)
                .filter(why -> !why.isEmpty())
                .ifPresent(why -> {
                    throw new UsageException(why);
                });
    }

    private static String refusal(Unfinished unfinished) {
        return switch (unfinished.kind()) {
            case WAY_BACK ->
                "a rollback is under way, and the target fenced: go on with rollback, or take it back with cutover writes";
            // The source is silent then because it is fenced, and the application still points at it.
            case CUTOVER ->
                "a cut-over has not let the application go yet, which can write nowhere: go on with cutover writes";
            // Sync may be off both ways, so that nothing tells of what the source lacks.
            case GRADUAL_FINISH -> "cutover writes --finish has not come to its end: go on with it first";
            case DELETION, COMPLETION, END -> "";
        };
    }

    private static List<String> obstacles(Workspace workspace, CompletionSettings settings, PhaseState state) {
        return state.phase() == Phase.COMPLETED || CompletionAttempt.isDeleting(state)
                ? List.of()
                : CompletionChecks.obstacles(workspace, settings);
    }

    private CompletionSettings settings() {
        if (windowMinutes < SHORTEST_MINUTES || windowMinutes > LONGEST_MINUTES) {
            throw new UsageException(
                    "--window-minutes " + windowMinutes + ": expected " + SHORTEST_MINUTES + " to " + LONGEST_MINUTES);
        }
        if (noBackup && exportTo != null) {
            throw new UsageException("--no-backup and --export-to exclude each other");
        }
        return new CompletionSettings(
                Duration.ofMinutes(windowMinutes),
                unused,
                !noCompare,
                !noBackup,
                exportTo == null ? null : ExportTarget.parse(exportTo),
                keepSource);
    }

    private void confirmDeletion(Workspace workspace, Phase phase) {
        if (keepSource || phase == Phase.COMPLETED) {
            return;
        }
        String how = noBackup ? " is to be deleted without a backup" : " is to be deleted";
        workspace
                .definition()
                .source()
                .tables()
                .keySet()
                .forEach(table -> confirmation.require("table " + table + how, table));
    }

    private int preview(Workspace workspace, CompletionSettings settings, Phase phase, List<String> obstacles) {
        List<String> steps = phase == Phase.COMPLETED ? List.of() : steps(workspace, settings);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", phase.label());
        document.put("completed", false);
        document.put("would", steps);
        document.put("obstacles", obstacles);
        List<String> lines = new ArrayList<>();
        lines.add("from phase " + phase + ", complete would do this; nothing was changed:");
        steps.forEach(step -> lines.add("  " + step));
        obstacles.forEach(obstacle -> lines.add("in the way: " + obstacle));
        answer(document, lines);
        return obstacles.isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    private static List<String> steps(Workspace workspace, CompletionSettings settings) {
        String sources =
                String.join(", ", workspace.definition().source().tables().keySet());
        List<String> steps = new ArrayList<>();
        if (settings.compared()) {
            steps.add("compared with the target, where its writes flow back: " + sources);
        }
        steps.add("reverse sync is switched off");
        steps.add(
                settings.unused()
                        ? "your word is taken that nobody uses " + sources
                        : "nobody may have used " + sources + " for "
                                + settings.window().toMinutes() + " min");
        if (settings.backup()) {
            steps.add("backed up, and the backup seen available: " + sources);
        }
        if (settings.exportTo() != null) {
            steps.add("exported to s3://" + settings.exportTo().bucket() + ": " + sources);
        }
        steps.add((settings.keepSource() ? "kept, without the marker: " : "deleted: ") + sources);
        return steps;
    }

    private int complete(
            Workspace workspace,
            Optional<Deployment> deployment,
            Services services,
            CompletionSettings settings,
            List<String> seen,
            Operation operation)
            throws InterruptedException {
        // It may have changed while the name was asked for, before the lock was held.
        PhaseState state = workspace.phases().state();
        requireWay(state);
        // What was refused was not confirmed either, so that it stays refused.
        List<String> obstacles = seen.isEmpty() ? obstacles(workspace, settings, state) : seen;
        Waits waits = new Waits(progress(), Clock.systemUTC(), Sleeper.REAL);
        SyncEnd sync = new SyncEnd(workspace, deployment, services, waits);
        try (Cutovers cutovers = cutovers(workspace, operation, deployment, services, NO_WAIT)) {
            Completion completion = new Completion(
                    workspace, services, sync, cutovers::lowerSourceFence, settings, waits, progress(), step -> {});
            if (!obstacles.isEmpty()) {
                if (CompletionAttempt.isPaused(state)) {
                    completion.takeBack(operation);
                    progress().say("sync runs again, which an earlier complete had switched off");
                }
                return preview(workspace, settings, state.phase(), obstacles);
            }
            return report(workspace, operation, completion.run(operation));
        }
    }

    private int report(Workspace workspace, Operation operation, boolean done) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", operation.phase().label());
        document.put("completed", done);
        answer(
                document,
                List.of(done ? "completed: " + NextStep.of(operation.phase()) : "stopped: complete again to go on"));
        return done ? ExitStatus.DONE : ExitStatus.FOUND;
    }
}
