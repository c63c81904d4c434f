package io.touchstream.sync;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.control.BatchLookUp;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.StreamEpochs;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.SyncProgress;
import io.touchstream.sync.decode.RecordDecoder;
import io.touchstream.sync.plan.BatchFolder;
import io.touchstream.sync.plan.ChangePlanner;
import io.touchstream.sync.report.BatchReporter;
import io.touchstream.sync.report.GapDetector;
import io.touchstream.sync.report.InstanceName;
import io.touchstream.sync.report.MetricsLog;
import io.touchstream.sync.report.ThrottleBeats;
import io.touchstream.sync.write.BatchWriter;
import io.touchstream.sync.write.WriteSettings;
import io.touchstream.transformation.TargetKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Builds what the handler needs, once for each instance of the function. */
public final class SyncDependencies implements AutoCloseable {
    /** Environment variable: the path of the definition. */
    public static final String DEFINITION = "TOUCHSTREAM_DEFINITION";
    /** Environment variable: the control table's name. */
    public static final String CONTROL_TABLE = "TOUCHSTREAM_CONTROL_TABLE";
    /**
     * Environment variable: {@code forward}, which is the default, or {@code reverse}. In reverse the function reads the target
     * tables' streams and writes the source tables. Its other variables are the same; its role needs {@code DescribeTable},
     * {@code GetItem}, {@code PutItem} and {@code DeleteItem} on the source tables, and {@code GetItem} on the target
     * tables.
     */
    public static final String DIRECTION = "TOUCHSTREAM_DIRECTION";
    /** Environment variable: the bucket for images that are too large for the control table. */
    public static final String IMAGE_BUCKET = "TOUCHSTREAM_IMAGE_BUCKET";

    /** A row takes milliseconds; a batch that cannot write it is delivered again. */
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(2);

    private final DynamoDbClient client;
    private final SyncPipeline pipeline;
    private final Execution execution;
    private final Clock clock;

    /**
     * Builds the dependencies.
     *
     * @param client reaches the target tables and the control table
     * @param lines takes the log's lines
     * @throws io.touchstream.definition.DefinitionException when the transformer cannot be loaded
     */
    public SyncDependencies(
            DynamoDbClient client,
            MigrationDefinition definition,
            ControlTable control,
            ImageStore largeImages,
            WriteSettings settings,
            Clock clock,
            Consumer<String> lines) {
        this(client, definition, control, largeImages, clock, lines, Execution.real(settings));
    }

    /**
     * Builds the dependencies.
     *
     * @param execution how the writes of a batch are run
     */
    public SyncDependencies(
            DynamoDbClient client,
            MigrationDefinition definition,
            ControlTable control,
            ImageStore largeImages,
            Clock clock,
            Consumer<String> lines,
            Execution execution) {
        this(Direction.FORWARD, client, definition, control, largeImages, clock, lines, execution);
    }

    /**
     * Builds the dependencies of one direction.
     *
     * @throws io.touchstream.definition.DefinitionException when the transformer or its inverse cannot be loaded
     */
    public SyncDependencies(
            Direction direction,
            DynamoDbClient client,
            MigrationDefinition definition,
            ControlTable control,
            ImageStore largeImages,
            Clock clock,
            Consumer<String> lines,
            Execution execution) {
        Sides sides = Sides.of(direction, client, definition, control);
        Soundness soundness = new Soundness(control, direction);
        SyncHeartbeats heartbeats = new SyncHeartbeats(control, direction);
        Quarantine quarantine = new Quarantine(control, largeImages);
        Expiry expiry = new Expiry(definition, clock);
        this.client = client;
        this.clock = clock;
        this.execution = execution;
        this.pipeline = new SyncPipeline(
                direction,
                new RecordDecoder(
                        direction.tables(definition)::contains, new StreamEpochs(control, soundness, clock)::epochOf),
                sides.mapping(),
                new BatchFolder(sides.mapping(), direction.marker(definition)),
                expiry,
                sides.writer(),
                new BatchWriter(
                        direction,
                        execution.tasks(),
                        new ChangePlanner(sides.mapping(), expiry),
                        sides.writer(),
                        execution.settings(),
                        clock,
                        execution.sleeper(),
                        execution.random()),
                new BatchLookUp(control, quarantine),
                new BatchReporter(
                        quarantine,
                        change -> sides.writer().record(change, LEDGER_PATIENCE),
                        new Canaries(control),
                        heartbeats,
                        new MetricsLog(Sides.metricsName(direction, definition), lines),
                        execution.instance()),
                new GapDetector(soundness, new SyncProgress(control), () -> isFlowing(direction, control)),
                clock);
    }

    private static boolean isFlowing(Direction direction, ControlTable control) {
        return direction == Direction.REVERSE || GradualMove.isFlowingForward(new Phases(control).state());
    }

    static SyncDependencies fromEnvironment(Map<String, String> environment) {
        MigrationDefinition definition = MigrationLoader.load(Path.of(required(environment, DEFINITION)));
        ThrottleBeats throttles = new ThrottleBeats(Clock.systemUTC(), new InstanceName());
        DynamoDbClient client =
                SyncClients.dynamoDb(WriteSettings.DEFAULT.concurrency(), UnaryOperator.identity(), throttles);
        ControlTable control = new ControlTable(client, required(environment, CONTROL_TABLE));
        Direction direction = Direction.parse(environment.getOrDefault(DIRECTION, Direction.FORWARD.text()));
        throttles.reportTo(new SyncHeartbeats(control, direction));
        return new SyncDependencies(
                direction,
                client,
                definition,
                control,
                new S3ImageStore(SyncClients::s3, required(environment, IMAGE_BUCKET)),
                Clock.systemUTC(),
                System.out::println,
                Execution.real(WriteSettings.DEFAULT));
    }

    /**
     * Applies the state that a quarantined item has now, and settles its entry where that succeeds.
     *
     * @param entry an entry of this direction, which names an item
     * @return whether it succeeded
     */
    public boolean redrive(QuarantineEntry entry, Instant deadline) throws InterruptedException {
        TargetKey item = new TargetKey(entry.source().table(), entry.source().key());
        return pipeline.redrive(entry, Sides.read(client, item).orElse(null), deadline);
    }

    SyncPipeline pipeline() {
        return pipeline;
    }

    Clock clock() {
        return clock;
    }

    /** Ends the threads. The clients stay open: they belong to who made them. */
    @Override
    public void close() {
        execution.end().run();
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("environment variable " + name + " is not set");
        }
        return value;
    }
}
