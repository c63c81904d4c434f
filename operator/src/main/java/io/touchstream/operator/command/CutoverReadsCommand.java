package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.cutover.Preview;
import io.touchstream.operator.cutover.ReadsReport;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets the application read the target, and watches the source's reads end. */
@Command(
        name = "reads",
        description = {
            "Lets the application read the target, which was verified and stays in step (step 4).",
            "Afterwards it watches the source until nobody has read it for a whole window. Ctrl-C postpones that: the",
            "tables stay in step, and the same command goes on watching. Undone by rollback."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream cutover reads --migration migrations/20261120-books --region eu-west-1",
            "  touchstream cutover reads --migration migrations/20261120-books --window 60m",
            "  touchstream cutover reads --migration migrations/20261120-books --dry-run",
            "  touchstream cutover reads --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000"
        })
final class CutoverReadsCommand extends MigrationCommand {
    private static final Set<Phase> NEEDED = EnumSet.of(Phase.VERIFIED, Phase.READING_TARGET);

    @Mixin
    private CutoverOptions options = new CutoverOptions();

    @Option(
            names = "--window",
            defaultValue = "15m",
            converter = DurationConverter.class,
            paramLabel = "TIME",
            description =
                    "for how long nobody may have read the source, in whole minutes, at least 1m; default: ${DEFAULT-VALUE}")
    private Duration window = Duration.ZERO;

    @Option(names = "--no-watch", description = "do not wait for the source's reads to end")
    private boolean noWatch;

    @Override
    int run(Workspace workspace) throws Exception {
        requireMinutes();
        requireTwoTables(workspace);
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        requireSameDefinition(deployment, workspace);
        try (Services services = Services.of(workspace.connection())) {
            CutoverSettings settings = new CutoverSettings(options.maxLag(), window, Duration.ZERO, false, false);
            if (options.dryRun()) {
                PhaseState state = new OperationRequest(commandLine(), NEEDED, deployment, false).require(workspace);
                Preview preview = Preview.ofReads(workspace, services, settings, state.phase(), !noWatch);
                answer(CutoverAnswer.document(workspace.definition().name(), preview), CutoverAnswer.lines(preview));
                return preview.blockers().isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
            }
            options.confirmation().require(deployment);
            return change(
                    workspace,
                    deployment,
                    NEEDED,
                    operation -> run(workspace, deployment, services, settings, operation));
        }
    }

    private int run(
            Workspace workspace,
            Optional<Deployment> deployment,
            Services services,
            CutoverSettings settings,
            Operation operation)
            throws InterruptedException {
        try (Cutovers cutovers = cutovers(workspace, operation, deployment, services, settings)) {
            ReadsReport report = cutovers.reads().run(!noWatch);
            answer(document(workspace, operation, report), CutoverAnswer.withSync(lines(report), cutovers.endsSync()));
            boolean done = report.blockers().isEmpty() && (!report.watched() || report.quietFrom() != null);
            return done ? ExitStatus.DONE : ExitStatus.FOUND;
        }
    }

    /** Reads are measured by the minute: a shorter window holds no measure, and would always be quiet. */
    private void requireMinutes() {
        if (window.isZero() || window.toSecondsPart() != 0) {
            throw new UsageException("--window " + window.toSeconds() + "s: expected whole minutes, and at least 1m");
        }
    }

    private static Map<String, Object> document(Workspace workspace, Operation operation, ReadsReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", operation.phase().label());
        document.put("blockers", CutoverAnswer.blockers(report.blockers()));
        document.put("watched", report.watched());
        document.put(
                "quietFrom",
                report.quietFrom() == null ? null : report.quietFrom().toString());
        return document;
    }

    private List<String> lines(ReadsReport report) {
        if (!report.blockers().isEmpty()) {
            return CutoverAnswer.refusal(report.blockers());
        }
        List<String> lines =
                new ArrayList<>(List.of("the application may read the target; it goes on writing the source"));
        if (report.quietFrom() != null) {
            lines.add("nobody has read the source since " + Objects.requireNonNull(report.quietFrom())
                    + ": go on with cutover writes");
        } else if (report.watched()) {
            lines.add("postponed: cutover reads goes on watching; the tables stay in step until then");
        } else {
            lines.add("the source's reads were not watched" + (noWatch ? "" : ": this endpoint measures none")
                    + "; when no reader is left, go on with cutover writes");
        }
        return lines;
    }
}
