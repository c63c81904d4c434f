package io.touchstream.operator.command;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.output.Json;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.rehearsal.Rehearsal;
import io.touchstream.operator.rehearsal.RehearsalOptions;
import io.touchstream.operator.rehearsal.RehearsalReport;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rehearses a migration on an embedded DynamoDB. */
@Command(
        mixinStandardHelpOptions = true,
        name = "rehearse",
        description = {
            "Rehearses a migration on an embedded DynamoDB: seeds the source, migrates it while an application inserts,",
            "updates, deletes and moves items, verifies both directions, and has the application's own journal judge.",
            "Needs no AWS account. Exits with 0 when everything is proven, with 1 when something differs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream rehearse",
            "  touchstream rehearse --migration migrations/20261120-books",
            "  touchstream rehearse --migration migrations/20261120-cities-by-region --items cities.jsonl.gz",
            "  touchstream rehearse --migration my-merge --items Users=users.jsonl --items Admins=admins.jsonl"
        })
final class RehearseCommand implements Callable<Integer> {
    private static final Path DEFAULT_MIGRATION = Path.of("migrations", "20261120-issues-by-status");
    private static final int LISTED = 50;

    @Option(
            names = "--migration",
            paramLabel = "DIR",
            description = "the migration's folder; default: the worked migration issues-by-status")
    private @Nullable Path migration;

    @Option(
            names = "--items",
            paramLabel = "[TABLE=]FILE",
            description = {
                "your own items in DynamoDB JSON, one a line, also an export's lines, gzip or not;",
                "with several source tables, once for each; they come back as they were"
            })
    private List<String> files = List.of();

    @Option(
            names = "--source-key",
            split = ",",
            paramLabel = "NAME",
            description = "partition key and, perhaps, sort key of --items, where the definition does not state them")
    private @Nullable List<String> sourceKey;

    @Option(
            names = "--count",
            defaultValue = "20000",
            paramLabel = "N",
            description = "how many items to make of the migration's samples; default: ${DEFAULT-VALUE}")
    private int count;

    @Option(names = "--seed", paramLabel = "N", description = "repeats the traffic of an earlier rehearsal")
    private @Nullable Long seed;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Exception {
        Path folder = migration == null ? home().resolve(DEFAULT_MIGRATION) : migration;
        MigrationDefinition definition = MigrationLoader.load(folder);
        long chosen = seed == null ? System.nanoTime() % 1_000_000 : seed;
        RehearsalOptions options = new RehearsalOptions(
                Files.isDirectory(folder) ? folder : folder.resolveSibling(""),
                filesByTable(definition),
                sourceKey,
                count,
                chosen);
        Progress progress = output.progress();
        progress.say("Rehearsing " + definition.name() + " (seed " + chosen + ")");
        Path local = Files.createTempDirectory("touchstream-rehearsal");
        try (Interruption interruption = new Interruption();
                EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
                Workspace workspace = new Workspace(
                        new Connection(database.endpoint(), null, null),
                        definition,
                        new FileImageStore(local.resolve("quarantine")))) {
            RehearsalReport report = new Rehearsal(workspace, options, progress, interruption.stop(), local).run();
            print(definition, report, chosen);
            return report.proven() ? ExitStatus.DONE : ExitStatus.FOUND;
        }
    }

    /** The launcher says where the project is; without it, it is the working directory. */
    private static Path home() {
        return Path.of(System.getProperty("touchstream.home", "."));
    }

    private Map<String, Path> filesByTable(MigrationDefinition definition) {
        Map<String, Path> byTable = new LinkedHashMap<>();
        List<String> tables = List.copyOf(definition.source().tables().keySet());
        for (String argument : files) {
            int equals = argument.indexOf('=');
            String named = equals < 0 ? "" : argument.substring(0, equals);
            boolean isNamed = tables.contains(named);
            if (!isNamed && tables.size() > 1) {
                throw new UsageException("--items " + argument + ": expected TABLE=FILE with one of " + tables);
            }
            Path file = Path.of(isNamed ? argument.substring(equals + 1) : argument);
            if (!Files.isReadable(file)) {
                throw new UsageException("--items " + file + ": no such file");
            }
            byTable.put(isNamed ? named : tables.get(0), file);
        }
        if (!byTable.isEmpty() && byTable.size() < tables.size()) {
            throw new UsageException("--items: give a file for each of " + tables);
        }
        return byTable;
    }

    private void print(MigrationDefinition definition, RehearsalReport report, long chosen) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", definition.name());
        document.put("seed", chosen);
        document.put("proven", report.proven());
        document.put("sourceItems", report.sourceItems());
        document.put("applicationChanges", report.changes());
        document.put("recordsDeliveredTwice", report.duplicates());
        document.put("recordsDeliveredLate", report.late());
        document.put("sync", report.sync());
        document.put("collidingKeys", collidingKeys(report));
        document.put("journalFindings", report.findings());
        document.put("verify", Descriptions.of(report.verify()));
        document.put("unsound", report.unsound());
        document.put("seconds", report.seconds());
        if (output.json) {
            System.out.println(Json.write(document));
            return;
        }
        lines(report).forEach(System.out::println);
    }

    private static long collidingKeys(RehearsalReport report) {
        return report.verify().differences().stream()
                .filter(difference -> difference.kind() == Kind.COLLISION)
                .map(Difference::target)
                .distinct()
                .count();
    }

    private static List<String> lines(RehearsalReport report) {
        List<String> lines = new ArrayList<>();
        report.verify().differences().stream()
                .limit(LISTED)
                .forEach(difference -> lines.add(Descriptions.line(Descriptions.of(difference))));
        long more =
                report.verify().differences().size() - LISTED + report.verify().unlisted();
        if (more > 0) {
            lines.add("and " + more + " more differences");
        }
        report.findings().forEach(finding -> lines.add("journal: " + finding));
        lines.add("source: " + report.sourceItems() + " items after " + report.changes()
                + " changes by the application; by rule: "
                + report.verify().sourceItemsByRule());
        lines.add("target: expected " + report.verify().expectedByTable() + ", found "
                + report.verify().foundByTable());
        lines.add("sync: " + report.sync() + "; delivered twice on purpose: " + report.duplicates() + ", late: "
                + report.late());
        if (collidingKeys(report) > 0) {
            lines.add("colliding target keys: " + collidingKeys(report)
                    + " (the first source item has each; none was overwritten)");
        }
        if (!report.unsound().isEmpty()) {
            lines.add("UNSOUND: " + report.unsound());
        }
        lines.add(
                report.proven()
                        ? "PROVEN: equal in both directions, and the source is as the application left it ("
                                + report.seconds() + " s)"
                        : "NOT PROVEN: " + report.verify().faults() + ", journal findings: "
                                + report.findings().size() + " (" + report.seconds() + " s)");
        return lines;
    }
}
