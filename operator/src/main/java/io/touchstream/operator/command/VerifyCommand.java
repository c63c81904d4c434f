package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Repair;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves source and target equal, or says how they differ. */
@Command(
        mixinStandardHelpOptions = true,
        name = "verify",
        description = {
            "Compares source and target in both directions and lists the differences that outlive the replication lag.",
            "Exits with 0 when they are equal, with 1 when they are not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream verify --migration migrations/20261120-books --region eu-west-1",
            "  touchstream verify --migration migrations/20261120-books --repair"
        })
final class VerifyCommand extends MigrationCommand {
    @Option(
            names = "--repair",
            description =
                    "touch what is missing or different, and delete what no source item yields; then verify again")
    private boolean repair;

    @Option(
            names = "--settle",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "how long a difference must last to count; default: ${DEFAULT-VALUE}")
    private int settleSeconds;

    @Override
    int run(Workspace workspace) throws InterruptedException {
        requireBegun(workspace);
        Tables tables = new Tables(workspace.client());
        workspace.definition().source().tables().keySet().forEach(tables::require);
        workspace.definition().target().tables().keySet().forEach(tables::require);
        try (Interruption interruption = new Interruption()) {
            return run(workspace, tables, interruption.stop());
        }
    }

    private int run(Workspace workspace, Tables tables, Stop stop) throws InterruptedException {
        VerifyReport report = verify(workspace, tables, stop);
        Map<String, Long> repaired = Map.of();
        if (repair && report.complete()) {
            repaired = new Repair(workspace).repair(report.differences(), stop);
        }
        Optional<Gap> gap = workspace.soundness().gap();
        Map<String, Object> document = new LinkedHashMap<>(Descriptions.of(report));
        document.put("repaired", repaired);
        document.put("unsound", gap.map(Gap::reason).orElse(null));
        answer(document, lines(report, repaired, gap));
        return report.equal() && gap.isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    private VerifyReport verify(Workspace workspace, Tables tables, Stop stop) throws InterruptedException {
        long items = workspace.definition().source().tables().keySet().stream()
                .mapToLong(table -> tables.require(table).itemCount())
                .sum();
        VerifyRunner runner = new VerifyRunner(workspace);
        Run run = runner.begin(2 * items);
        Progress.Watch watch = progress().watch("verify", run, workspace.segments(), () -> 0);
        try {
            return runner.verify(run, VerifySettings.DEFAULT.withSettle(Duration.ofSeconds(settleSeconds)), stop);
        } finally {
            watch.end();
        }
    }

    private static List<String> lines(VerifyReport report, Map<String, Long> repaired, Optional<Gap> gap) {
        List<String> lines = new ArrayList<>();
        for (Difference difference : report.differences()) {
            lines.add(Descriptions.line(Descriptions.of(difference)));
        }
        if (report.unlisted() > 0) {
            lines.add("and " + report.unlisted() + " more that are not listed");
        }
        lines.add("by rule: " + report.sourceItemsByRule());
        lines.add("expected by table: " + report.expectedByTable() + ", found: " + report.foundByTable());
        if (!repaired.isEmpty()) {
            lines.add("repaired: " + repaired + "; verify again once sync has caught up");
        }
        gap.ifPresent(found -> lines.add("UNSOUND: " + found.reason() + "; a fresh touch and a verify mend it"));
        lines.add(
                report.equal()
                        ? "equal in both directions"
                        : report.complete() ? "NOT equal: " + report.faults() : "stopped before the end");
        return lines;
    }
}
