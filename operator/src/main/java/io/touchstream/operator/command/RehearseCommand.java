package io.touchstream.operator.command;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Json;
import io.touchstream.operator.output.Plain;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.rehearsal.Rehearsal;
import io.touchstream.operator.rehearsal.RehearsalOptions;
import io.touchstream.operator.rehearsal.RehearsalReport;
import java.nio.file.Files;
import java.nio.file.Path;
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
        name = "rehearse",
        description = {
            "Rehearses a migration on an embedded DynamoDB, under live traffic.",
            "Seeds the source, migrates it while an application inserts, updates, deletes and moves items, verifies"
                    + " both",
            "directions, cuts over, and has the application's own journal judge.",
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

    @Option(names = "--no-cutover", description = "end once the migration is proven, before the application moves")
    private boolean noCutover;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw new UsageException("--count " + count + ": expected 1 or more");
        }
        Path folder = migration == null ? home().resolve(DEFAULT_MIGRATION) : migration;
        MigrationDefinition definition = MigrationLoader.load(folder);
        long chosen = seed == null ? System.nanoTime() % 1_000_000 : seed;
        RehearsalOptions options = new RehearsalOptions(
                Files.isDirectory(folder) ? folder : folder.resolveSibling(""),
                filesByTable(definition),
                sourceKey,
                count,
                chosen,
                !noCutover);
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
            RehearsalAnswer answer = new RehearsalAnswer(definition, report, chosen);
            if (output.json) {
                System.out.println(Json.write(answer.document()));
            } else {
                answer.lines().forEach(line -> System.out.println(Plain.line(line)));
            }
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
}
