package io.touchstream.sync;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.StreamEpochs;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.decode.RecordDecoder;
import io.touchstream.sync.plan.BatchFolder;
import io.touchstream.sync.plan.ChangePlanner;
import io.touchstream.sync.report.BatchReporter;
import io.touchstream.sync.report.GapDetector;
import io.touchstream.sync.report.MetricsLog;
import io.touchstream.sync.write.BatchWriter;
import io.touchstream.sync.write.WriteSettings;
import io.touchstream.transformation.Transformation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Builds what the handler needs, once for each instance of the function. */
public final class SyncDependencies implements AutoCloseable {
    /** Environment variable: the path of the definition. */
    public static final String DEFINITION = "TOUCHSTREAM_DEFINITION";
    /** Environment variable: the control table's name. */
    public static final String CONTROL_TABLE = "TOUCHSTREAM_CONTROL_TABLE";
    /** Environment variable: the bucket for images that are too large for the control table. */
    public static final String IMAGE_BUCKET = "TOUCHSTREAM_IMAGE_BUCKET";

    private final SyncPipeline pipeline;
    private final ExecutorService pool;
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
        Transformation transformation = Transformation.load(definition);
        Soundness soundness = new Soundness(control);
        SyncHeartbeats heartbeats = new SyncHeartbeats(control);
        Quarantine quarantine = new Quarantine(control, largeImages);
        Expiry expiry = new Expiry(definition, clock);
        String instance = UUID.randomUUID().toString();
        this.clock = clock;
        this.pool = Executors.newFixedThreadPool(settings.concurrency(), work -> {
            Thread thread = new Thread(work, "sync-writer");
            thread.setDaemon(true);
            return thread;
        });
        this.pipeline = new SyncPipeline(
                new RecordDecoder(new StreamEpochs(control, soundness, clock)::epochOf),
                new BatchFolder(transformation, definition.touch().marker()),
                expiry,
                new BatchWriter(
                        pool,
                        new ChangePlanner(transformation, expiry),
                        new GuardedWriter(client),
                        settings,
                        clock,
                        pause -> Thread.sleep(pause.toMillis())),
                quarantine,
                new BatchReporter(
                        quarantine,
                        new Canaries(control),
                        heartbeats,
                        new MetricsLog(definition.name(), lines),
                        instance),
                new GapDetector(soundness, heartbeats),
                clock);
    }

    static SyncDependencies fromEnvironment(Map<String, String> environment) {
        MigrationDefinition definition = MigrationLoader.load(Path.of(required(environment, DEFINITION)));
        DynamoDbClient client = SyncClients.dynamoDb(WriteSettings.DEFAULT.concurrency());
        return new SyncDependencies(
                client,
                definition,
                new ControlTable(client, required(environment, CONTROL_TABLE)),
                new S3ImageStore(S3Client.create(), required(environment, IMAGE_BUCKET)),
                WriteSettings.DEFAULT,
                Clock.systemUTC(),
                System.out::println);
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
        pool.shutdown();
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("environment variable " + name + " is not set");
        }
        return value;
    }
}
