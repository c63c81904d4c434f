package io.touchstream.operator.rehearsal;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Rehearses a migration: seeds the source, runs the procedure while an application goes on reading and writing, and has
 * the outcome judged twice, by verify and by the application's own journal.
 */
public final class Rehearsal {
    private static final int PLAYGROUND = 1_000;
    private static final int CHANGES_PER_SECOND = 60;
    private static final int APPLICATIONS = 2;
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Workspace workspace;
    private final RehearsalOptions options;
    private final Progress progress;
    private final Stop stop;
    private final Path failures;
    private final AtomicReference<@Nullable Disturbances> disturbances = new AtomicReference<>();

    public Rehearsal(Workspace workspace, RehearsalOptions options, Progress progress, Stop stop, Path failures) {
        this.workspace = workspace;
        this.options = options;
        this.progress = progress;
        this.stop = stop;
        this.failures = failures;
    }

    /** One source table, as it was seeded. */
    private record Seeded(String table, KeySchema key, Variations variations, List<Item> sample, long items) {}

    /** Runs the rehearsal. */
    public RehearsalReport run() throws InterruptedException {
        Instant began = Instant.now();
        List<Seeded> sources = new ArrayList<>();
        for (String table : workspace.definition().source().tables().keySet()) {
            sources.add(seed(table));
        }
        try (MigrationRun migration = new MigrationRun(workspace, stop, progress)) {
            migration.check();
            Map<Seeded, Traffic> traffic = new LinkedHashMap<>();
            sources.forEach(source -> traffic.put(source, traffic(source)));
            try {
                List<String> created = migration.synchronise(this::disturbed, failures, line -> {});
                progress.say("Synchronising; touching existing items while the application writes.");
                migration.migrate(created);
            } finally {
                for (Traffic some : traffic.values()) {
                    some.stop();
                }
            }
            return judge(began, migration, traffic);
        }
    }

    private RehearsalReport judge(Instant began, MigrationRun migration, Map<Seeded, Traffic> traffic)
            throws InterruptedException {
        if (!options.files().isEmpty()) {
            traffic.values().forEach(Traffic::giveBack);
        }
        migration.settle();
        progress.say("Verifying both directions.");
        VerifyRunner verifier = new VerifyRunner(workspace);
        Run run = verifier.begin(migration.estimatedItems());
        VerifyReport verified = verifier.verify(run, VerifySettings.DEFAULT.withSettle(SETTLE), stop);
        List<String> findings = new ArrayList<>();
        Judge judge = new Judge(workspace.client(), workspace.transformation());
        traffic.forEach((source, some) -> findings.addAll(
                judge.judge(source.table(), source.key(), some.journal(), source.items() - some.changedItems())));
        Disturbances disturbed = disturbances.get();
        return new RehearsalReport(
                traffic.keySet().stream()
                        .mapToLong(source -> count(source.table()))
                        .sum(),
                traffic.values().stream().mapToLong(Traffic::changes).sum(),
                disturbed == null ? 0 : disturbed.duplicates(),
                disturbed == null ? 0 : disturbed.late(),
                workspace
                        .heartbeats()
                        .summary(Instant.now(), Duration.ofDays(1))
                        .map(Summary::counts)
                        .orElse(Map.of()),
                verified,
                findings,
                workspace.soundness().gap().map(Gap::reason).orElse(""),
                Duration.between(began, Instant.now()).toSeconds());
    }

    private RequestHandler<DynamodbEvent, StreamsEventResponse> disturbed(
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        Disturbances wrapped = new Disturbances(handler, workspace.transformation());
        disturbances.set(wrapped);
        return wrapped;
    }

    private Seeded seed(String table) {
        Path file = options.files().get(table);
        Path items = file == null ? samples(table) : file;
        AtomicReference<@Nullable Item> first = new AtomicReference<>();
        List<Item> samples = new ArrayList<>();
        Consumer<Item> firstOnly = item -> first.compareAndSet(null, item);
        new SourceFile(items).forEach(file == null ? firstOnly.andThen(samples::add) : firstOnly);
        Item example = first.get();
        if (example == null) {
            throw new UsageException(items + ": holds no item");
        }
        MigrationDefinition definition = workspace.definition();
        TableDefinition shape = definition
                .source()
                .shapeOf(table)
                .orElseGet(() -> new TableDefinition(
                        KeyGuess.guess(table, options.sourceKey(), example), Map.of(), Map.of(), null));
        new Tables(workspace.client()).ensure(table, shape);
        Variations variations = new Variations(workspace.transformation(), table, shape.key());
        Seeder seeder = new Seeder(workspace.client(), table, variations, new Random(options.seed()), PLAYGROUND);
        if (file == null) {
            multiply(samples, variations, seeder);
        } else {
            new SourceFile(items).forEach(seeder::add);
        }
        seeder.flush();
        progress.say("Seeded " + table + " with " + seeder.added() + " items.");
        return new Seeded(table, shape.key(), variations, seeder.sample(), count(table));
    }

    /** Multiplies the samples by giving each copy keys of its own, until there are as many as were asked for. */
    private void multiply(List<Item> samples, Variations variations, Seeder seeder) {
        long wanted = options.items() / workspace.definition().source().tables().size();
        samples.forEach(seeder::add);
        for (long round = 1; seeder.added() < wanted; round++) {
            long before = seeder.added();
            for (Item sample : samples) {
                variations.sibling(sample, round).ifPresent(seeder::add);
            }
            if (seeder.added() == before) {
                return;
            }
        }
    }

    private Path samples(String table) {
        Path own = options.folder().resolve("items-" + table + ".jsonl");
        Path common = options.folder().resolve("items.jsonl");
        if (Files.exists(own)) {
            return own;
        }
        if (Files.exists(common) && workspace.definition().source().tables().size() == 1) {
            return common;
        }
        throw new UsageException("there are no sample items for table " + table + " in " + options.folder()
                + ": give your own with --items FILE, in DynamoDB JSON, one item a line");
    }

    private Traffic traffic(Seeded source) {
        List<List<Item>> shares = new ArrayList<>();
        for (int application = 0; application < APPLICATIONS; application++) {
            shares.add(new ArrayList<>());
        }
        for (int index = 0; index < source.sample().size(); index++) {
            shares.get(index % APPLICATIONS).add(source.sample().get(index));
        }
        List<Application> applications = new ArrayList<>();
        for (int application = 0; application < APPLICATIONS; application++) {
            applications.add(new Application(
                    workspace.client(),
                    source.table(),
                    source.variations(),
                    shares.get(application),
                    new Random(options.seed() + application),
                    10_000_000L * (application + 1)));
        }
        return new Traffic(applications, CHANGES_PER_SECOND);
    }

    private long count(String table) {
        return workspace
                .client()
                .scanPaginator(
                        request -> request.tableName(table).select(Select.COUNT).consistentRead(true))
                .stream()
                .mapToLong(page -> page.count())
                .sum();
    }
}
