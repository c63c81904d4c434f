package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Soundness.Gap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs steps 1 to 3 from this process. */
@Command(
        mixinStandardHelpOptions = true,
        name = "run",
        description = {
            "Runs steps 1 to 3 from this process: creates the target tables, makes sure of the source's stream,",
            "synchronises, touches every existing item, waits until all of it has arrived, and exits.",
            "Ctrl-C ends it cleanly; run it again, also after a crash, and it goes on where it was."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream run --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "  touchstream run --migration migrations/20261120-books --region eu-west-1 --follow"
        })
final class RunCommand extends MigrationCommand {
    private static final int LISTED = 1_000;

    @Option(names = "--follow", description = "go on synchronising until interrupted")
    private boolean follow;

    @Override
    int run(Workspace workspace) throws Exception {
        try (Interruption interruption = new Interruption()) {
            return run(workspace, interruption.stop());
        }
    }

    private int run(Workspace workspace, Stop stop) throws InterruptedException {
        try (MigrationRun migration = new MigrationRun(workspace, stop, progress())) {
            migration.check();
            List<String> created = migration.synchronise(
                    UnaryOperator.identity(), localFiles(workspace).resolve("failed"), line -> {});
            MigrationRun.Outcome outcome = migration.migrate(created);
            if (follow && outcome.completed()) {
                progress().say("Every existing item has arrived; synchronising until interrupted.");
                while (!stop.isAsked()) {
                    Thread.sleep(200);
                }
            }
            List<Map<String, Object>> quarantine = quarantine(workspace);
            long open = quarantine.size();
            Optional<Gap> gap = workspace.soundness().gap();
            answer(document(workspace, outcome, quarantine, gap), lines(workspace, outcome, quarantine, gap, stop));
            return outcome.completed() && open == 0 && gap.isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
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
        Map<String, Long> counts = new TreeMap<>();
        if (run != null) {
            for (Segments.Progress segment :
                    workspace.segments().ofRun(run.id()).values()) {
                segment.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
            }
        }
        return counts;
    }
}
