package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.cutover.GradualPreview;
import io.touchstream.operator.cutover.Preview;
import io.touchstream.operator.cutover.WayBack;
import io.touchstream.operator.cutover.WritesReport;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.finish.CompletionAttempt;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.phase.PhaseReader;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves the writers to the target. */
@Command(
        name = "writes",
        description = {
            "Moves the writers to the target (step 5): all at once, or with --gradual one by one (docs/gradual.md).",
            "A fence denies writes on the source to everybody but sync. What was written before arrives, sync is"
                    + " switched off,",
            "both tables are compared, and the application may write the target. Where anything fails, or on Ctrl-C,"
                    + " the",
            "fence is taken down again. From then on sync runs back to the source, where the transformation has an"
                    + " inverse,",
            "so that rollback leads back; --dry-run says whether it has.",
            "After a crash, the same command goes on, and rollback takes it back.",
            "With --gradual there is no fence: sync goes on, also back, until --finish, once all writers have moved."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream cutover writes --migration migrations/20261120-books --region eu-west-1",
            "  touchstream cutover writes --migration migrations/20261120-books --dry-run",
            "  touchstream cutover writes --migration migrations/20261120-books --writers-stopped --endpoint-url"
                    + " http://127.0.0.1:8000",
            "  touchstream cutover writes --migration migrations/20261120-books --gradual",
            "  touchstream cutover writes --migration migrations/20261120-books --gradual --accept-risk BooksV2",
            "  touchstream cutover writes --migration migrations/20261120-books --finish --window 5m"
        })
final class CutoverWritesCommand extends MigrationCommand {
    private static final Set<Phase> NEEDED = EnumSet.of(Phase.READING_TARGET, Phase.FENCED, Phase.WRITING_TARGET);

    @Mixin
    private CutoverOptions options = new CutoverOptions();

    @Mixin
    private BarrierOptions barrier = new BarrierOptions();

    @Option(
            names = "--readers-stopped",
            description =
                    "your word that nobody reads the source any more, where cutover reads has not watched that to its end")
    private boolean readersStopped;

    @Mixin
    private GradualOptions gradual = new GradualOptions();

    @Override
    int run(Workspace workspace) throws Exception {
        WritersMove move = gradual.move();
        requireTwoTables(workspace);
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        requireSameDefinition(deployment, workspace);
        String migration = workspace.definition().name();
        PhaseState state = PhaseReader.read(workspace, deployment);
        move.require(migration, state);
        boolean riskAccepted = move == WritersMove.ONE_BY_ONE
                && gradual.acceptsRisk(workspace, state.phase() == Phase.READING_TARGET && !options.dryRun());
        try (Services services = Services.of(workspace.connection())) {
            CutoverSettings settings = barrier.settings(
                    options.maxLag(), readersStopped || services.capacity().isEmpty());
            if (options.dryRun()) {
                new OperationRequest(commandLine(), NEEDED, deployment, false).require(workspace);
                WayBack wayBack = WayBack.of(workspace, deployment);
                GradualPreview oneByOne = new GradualPreview(workspace, settings, wayBack);
                Preview preview = switch (move) {
                    case AT_ONCE ->
                        state.phase() == Phase.WRITING_TARGET
                                ? Preview.ofGo(state, wayBack)
                                : Preview.ofWrites(workspace, services, settings, wayBack);
                    case ONE_BY_ONE -> oneByOne.ofBeginning(riskAccepted);
                    case FINISHED -> oneByOne.ofEnd();
                };
                answer(CutoverAnswer.document(migration, preview), CutoverAnswer.lines(preview));
                return preview.blockers().isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
            }
            options.confirmation().require(deployment);
            return change(workspace, deployment, NEEDED, operation -> {
                // Another operator may have been first.
                move.require(migration, workspace.phases().state());
                if (riskAccepted) {
                    operation.note("accepted that no interceptor was heard of");
                }
                return run(workspace, deployment, services, settings, operation, move, riskAccepted);
            });
        }
    }

    private int run(
            Workspace workspace,
            Optional<Deployment> deployment,
            Services services,
            CutoverSettings settings,
            Operation operation,
            WritersMove move,
            boolean riskAccepted)
            throws InterruptedException {
        try (Cutovers cutovers = cutovers(workspace, operation, deployment, services, settings)) {
            WayBack wayBack = cutovers.wayBack();
            wayBack.notes().forEach(progress()::say);
            WritesReport report = switch (move) {
                case AT_ONCE -> cutovers.fenced().run();
                case ONE_BY_ONE -> cutovers.gradual(riskAccepted).run();
                case FINISHED -> cutovers.gradualFinish().run();
            };
            if (move == WritersMove.AT_ONCE && report.outcome() == Outcome.DONE) {
                // Reverse sync runs again, which a complete that died had switched off.
                CompletionAttempt.withdraw(workspace, operation);
            }
            answer(
                    CutoverAnswer.document(workspace.definition().name(), operation.phase(), report),
                    WritesAnswer.lines(move, report, wayBack, cutovers.endsSync()));
            return report.outcome() == Outcome.DONE ? ExitStatus.DONE : ExitStatus.FOUND;
        }
    }
}
