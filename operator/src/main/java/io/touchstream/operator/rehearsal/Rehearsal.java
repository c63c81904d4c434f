package io.touchstream.operator.rehearsal;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.item.Item;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.rehearsal.SourceSeeding.Seeded;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rehearses a migration: seeds the source, runs the procedure while an application goes on reading and writing, and has
 * the outcome judged twice, by verify and by the application's own journal.
 */
public final class Rehearsal {
    private static final int CHANGES_PER_SECOND = 60;
    private static final int APPLICATIONS = 2;
    private static final VerifySettings VERIFY = VerifySettings.DEFAULT.withSettle(Duration.ofSeconds(1));

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

    /** Runs the rehearsal. */
    public RehearsalReport run() throws InterruptedException {
        Instant began = Instant.now();
        SourceSeeding seeding = new SourceSeeding(workspace, options, progress, stop);
        List<Seeded> sources = new ArrayList<>();
        for (String table : workspace.definition().source().tables().keySet()) {
            sources.add(seeding.seed(table));
        }
        new Tables(workspace.client()).ensureControl(workspace.control());
        try (LockKeeper synchronising = LockKeeper.ofSync(workspace, "rehearse", stop);
                MigrationRun migration = new MigrationRun(workspace, stop, progress)) {
            MigrationRun.check(workspace);
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
            RehearsalReport report = judge(began, migration, traffic);
            synchronising.requireHeld();
            return report;
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
        VerifyReport verified = verifier.verify(run, VERIFY, stop);
        RehearsedMove move = canCutOver() && verified.equal() && !stop.isAsked() ? cutover(traffic) : null;
        List<String> findings = new ArrayList<>();
        traffic.forEach((source, some) ->
                findings.addAll(new Judge(workspace.client(), workspace.transformation(), form(source.table()))
                        .judge(
                                source.table(),
                                source.key(),
                                some.journal(),
                                some.moved(),
                                source.items() - some.changedItems())));
        Disturbances disturbed = disturbances.get();
        return new RehearsalReport(
                traffic.keySet().stream()
                        .mapToLong(source -> SourceSeeding.count(workspace.client(), source.table()))
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
                move,
                workspace.soundness().gap().map(Gap::reason).orElse(""),
                Duration.between(began, Instant.now()).toSeconds());
    }

    /** In place, there is no other table to move to. */
    private boolean canCutOver() {
        return options.cutover() && workspace.definition().inPlace() == null;
    }

    private RehearsedMove cutover(Map<Seeded, Traffic> traffic) throws InterruptedException {
        progress.say("Cutting over while the application goes on.");
        Map<String, Traffic> byTable = new LinkedHashMap<>();
        traffic.forEach((source, some) -> byTable.put(source.table(), some));
        return new RehearsedCutover(workspace, VERIFY, progress, stop, failures).run(byTable);
    }

    private RequestHandler<DynamodbEvent, StreamsEventResponse> disturbed(
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        Disturbances wrapped = new Disturbances(
                handler,
                workspace.transformation(),
                workspace.definition().sync().guard());
        disturbances.set(wrapped);
        return wrapped;
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
                    new SourceStore(workspace.client(), source.table(), source.key(), form(source.table())),
                    source.variations(),
                    shares.get(application),
                    new Random(options.seed() + application),
                    10_000_000L * (application + 1)));
        }
        return new Traffic(applications, CHANGES_PER_SECOND);
    }

    /**
     * Returns how the application writes its items. Where a table changes in place, it is the new version of the application,
     * which writes what the rules yield: that is deployed before existing items are migrated.
     */
    private UnaryOperator<Item> form(String table) {
        if (workspace.definition().inPlace() == null) {
            return UnaryOperator.identity();
        }
        return item -> {
            try {
                return workspace
                        .transformation()
                        .apply(new SourceItem(table, item), 0)
                        .images()
                        .get(0)
                        .item();
            } catch (TransformException untransformable) {
                return item;
            }
        };
    }
}
