package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.item.Item;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.AppliedDefinition.Applied;
import io.touchstream.touch.prepare.EventSourceMappings;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.segment.SourceScan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Makes the plan of a migration. Reads only. */
public final class Planner {
    private final Workspace workspace;
    private final Optional<Deployment> deployment;
    private final PlanOptions options;
    private final Stop stop;
    private final Progress progress;

    /**
     * Creates a planner.
     *
     * @param deployment what the migration is deployed as, if it is
     */
    public Planner(
            Workspace workspace, Optional<Deployment> deployment, PlanOptions options, Stop stop, Progress progress) {
        this.workspace = workspace;
        this.deployment = deployment;
        this.options = options;
        this.stop = stop;
        this.progress = progress;
    }

    /** What was read, and what it weighs. */
    private record Read(Findings findings, Volume volume) {}

    /**
     * Makes the plan.
     *
     * @throws io.touchstream.operator.UnusableException when a source table is missing
     */
    public Plan plan() throws InterruptedException {
        MigrationDefinition definition = workspace.definition();
        Tables tables = new Tables(workspace.client());
        Map<String, TableDescription> descriptions = new LinkedHashMap<>();
        definition.source().tables().keySet().forEach(table -> descriptions.put(table, tables.require(table)));
        Map<String, List<Fact>> sources = sourceFacts(descriptions);
        Map<String, List<Fact>> targets = new LinkedHashMap<>();
        TargetFacts targetFacts = new TargetFacts(workspace.client());
        definition
                .target()
                .tables()
                .forEach((table, defined) -> targets.put(
                        table,
                        definition.inPlace() == null
                                ? targetFacts.of(tables.find(table), defined)
                                : targetFacts.inPlace(tables.require(table), defined)));
        List<Fact> inverse = new InverseFacts(definition).of(descriptions);
        Read read = read(descriptions);
        List<Fact> facts = new ArrayList<>(definitionFacts(tables));
        facts.addAll(markerFacts(read.findings()));
        return new Plan(
                definition.name(),
                stop.isAsked(),
                facts,
                sources,
                targets,
                inverse,
                read.findings(),
                new Estimator(definition, options.prices(), options.writeUnitsPerSecond()).estimate(read.volume()),
                new Checklist(options.folder(), definition, workspace.transformation(), deployment.isPresent())
                        .check(sources, inverse));
    }

    private Map<String, List<Fact>> sourceFacts(Map<String, TableDescription> descriptions) {
        List<String> ownFunctions =
                deployment.map(found -> found.stack().syncFunctions()).orElse(List.of());
        Map<String, List<Fact>> sources = new LinkedHashMap<>();
        try (@Nullable LambdaClient lambda = lambda()) {
            TableServices services =
                    new AwsTableServices(workspace.client(), lambda == null ? null : new EventSourceMappings(lambda));
            SourceFacts facts = new SourceFacts(workspace.client(), services, workspace.definition(), ownFunctions);
            descriptions.forEach((table, description) -> sources.put(table, facts.of(description)));
        }
        return sources;
    }

    /** Where an endpoint is given, it is that of DynamoDB alone. */
    private @Nullable LambdaClient lambda() {
        return workspace.connection().endpoint() == null
                ? workspace.connection().service(LambdaClient.builder()).build()
                : null;
    }

    private List<Fact> definitionFacts(Tables tables) {
        if (tables.find(workspace.control().name()).isEmpty()) {
            return List.of(Fact.fine("definition", "not begun yet"));
        }
        Optional<Applied> applied = workspace.appliedDefinition().applied();
        boolean same = applied.isEmpty()
                || applied.get().checksum().equals(workspace.definition().checksum());
        return List.of(
                same
                        ? Fact.fine("definition", "begun with this one")
                        : Fact.refused(
                                "definition",
                                "begun with another one",
                                "give the changed one a new name and target, or restore it"));
    }

    private List<Fact> markerFacts(Findings findings) {
        if (workspace.definition().touch().lane() == Lane.COPY
                || workspace.definition().inPlace() != null) {
            return List.of();
        }
        List<Fact> facts = new ArrayList<>();
        String marker = workspace.definition().touch().marker();
        long foreign =
                findings.foreignMarker().stream().mapToLong(Trouble::items).sum();
        facts.add(
                foreign == 0
                        ? Fact.fine("marker", marker)
                        : Fact.refused(
                                "marker",
                                foreign + " items have an attribute " + marker + " of their own",
                                "choose another touch.marker"));
        long noRoom = findings.noRoom().stream().mapToLong(Trouble::items).sum();
        if (noRoom > 0) {
            facts.add(Fact.attention(
                    "large items",
                    noRoom + " items have no room for the marker below 400 KB",
                    "they are copied instead of touched; nothing needs to be done"));
        }
        return facts;
    }

    private Read read(Map<String, TableDescription> descriptions) throws InterruptedException {
        Tally tally = new Tally(workspace.definition());
        Inspector inspector = new Inspector(workspace.definition(), workspace.transformation());
        Scale scale = new Scale(workspace.definition(), descriptions, inspector.markerBytes());
        Map<String, Volume> volumes = new ConcurrentHashMap<>();
        long expected = descriptions.values().stream()
                .mapToLong(table -> options.full() ? table.itemCount() : Math.min(options.sample(), table.itemCount()))
                .sum();
        Progress.Watch watch = progress.watch("plan", expected, tally::items);
        try (CollisionSearch collisions = new CollisionSearch(options.memoryBytes())) {
            SourceScan scan = new SourceScan(workspace.client(), Clock.systemUTC(), Sleeper.REAL);
            SourceReader reader = new SourceReader(workspace.client(), scan, pace(), stop);
            for (TableDescription description : descriptions.values()) {
                String table = description.tableName();
                Sink sink = new Sink(table, scan, inspector, tally, scale, volumes, collisions);
                if (options.full()) {
                    reader.all(table, description.itemCount(), sink::take);
                } else {
                    reader.sample(table, options.sample(), sink::take);
                }
            }
            Findings findings = tally.findings(options.full() && !stop.isAsked(), collisions.find());
            return new Read(
                    findings, findings.exact() ? sum(volumes.values().stream()) : sum(scaled(volumes, descriptions)));
        } finally {
            watch.end();
        }
    }

    private ReadPace pace() {
        return new ReadPace(options.readUnitsPerSecond(), Clock.systemUTC(), Sleeper.REAL);
    }

    /** What was read stands for the whole table, as far as DynamoDB knows its size. */
    private static Stream<Volume> scaled(Map<String, Volume> volumes, Map<String, TableDescription> descriptions) {
        return descriptions.values().stream().map(table -> {
            Volume read = volumes.getOrDefault(table.tableName(), Volume.NONE);
            return read.items() == 0 ? read : read.times(Math.max(1, table.itemCount() / read.items()));
        });
    }

    private static Volume sum(Stream<Volume> volumes) {
        return volumes.reduce(Volume.NONE, Volume::plus);
    }

    /** Takes the pages of one table. */
    private record Sink(
            String table,
            SourceScan scan,
            Inspector inspector,
            Tally tally,
            Scale scale,
            Map<String, Volume> volumes,
            CollisionSearch collisions) {
        void take(List<Item> items) {
            for (Item item : items) {
                SourceId source = SourceId.of(table, scan.keyOf(table, item));
                Inspection inspection = inspector.inspect(source, item);
                tally.add(inspection);
                volumes.merge(table, scale.weigh(inspection), Volume::plus);
                inspection.images().forEach(image -> collisions.add(image.key(), source));
            }
        }
    }
}
