package io.touchstream.touch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.copy.ItemCopier;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.segment.SourceScan;
import io.touchstream.touch.verify.Sleeper;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Works on one segment of a job until it is done or the invocation's time is nearly up. Entry point of the touch function.
 *
 * <p>Takes {@code run}, {@code job}, {@code table}, {@code segment}, {@code totalSegments}; answers {@code done},
 * {@code cursor} (DynamoDB JSON) and {@code counts}.
 */
public final class TouchHandler implements RequestHandler<Map<String, Object>, Map<String, Object>>, AutoCloseable {
    private static final int READERS = 8;

    private final Clock clock;
    private final Segments segments;
    private final SegmentWorker worker;
    private final SegmentJobs jobs;
    private final Toucher toucher;
    private final ExecutorService writers = pool(TouchClients.CONCURRENCY, "touch-writer");
    private final ExecutorService readers = pool(READERS, "verify-reader");
    private volatile boolean stopped;

    /** Creates the handler from the function's environment. */
    public TouchHandler() {
        this(
                TouchClients.dynamoDb(UnaryOperator.identity()),
                MigrationLoader.load(Path.of(variable("TOUCHSTREAM_DEFINITION"))));
    }

    private TouchHandler(DynamoDbClient client, MigrationDefinition definition) {
        this(
                client,
                definition,
                Transformation.load(definition),
                new ControlTable(client, variable("TOUCHSTREAM_CONTROL_TABLE")),
                (source, version, images) -> "source",
                VerifySettings.DEFAULT,
                Clock.systemUTC());
    }

    /**
     * Creates the handler with what it needs.
     *
     * @param client reaches source, target and control table
     * @param largeImages takes the images of quarantined copies that are too large for the control table
     */
    public TouchHandler(
            DynamoDbClient client,
            MigrationDefinition definition,
            Transformation transformation,
            ControlTable control,
            ImageStore largeImages,
            VerifySettings settings,
            Clock clock) {
        this.clock = clock;
        this.segments = new Segments(control);
        this.toucher = new Toucher(client, definition.touch().marker());
        SyncHeartbeats heartbeats = new SyncHeartbeats(control);
        Quarantine quarantine = new Quarantine(control, largeImages);
        WriteRate rate = new WriteRate(new TouchSettings(control), heartbeats, clock);
        PacedWrites.Pause pause = duration -> Thread.sleep(duration.toMillis());
        PacedWrites writes = new PacedWrites(writers, rate, clock, pause);
        this.worker = new SegmentWorker(segments, rate, clock, pause, () -> stopped);
        this.jobs = new SegmentJobs(
                definition,
                new SourceScan(client),
                toucher,
                writes,
                new ItemCopier(
                        client,
                        transformation,
                        writes,
                        new PendingCopies(control),
                        quarantine,
                        new Expiry(definition, clock),
                        clock),
                new VerifyContext(
                        client,
                        definition,
                        transformation,
                        quarantine,
                        heartbeats,
                        new Differences(control),
                        readers,
                        clock,
                        Sleeper.REAL,
                        settings));
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        SegmentResult result = work(
                new SegmentRequest(
                        text(input, "run"),
                        Job.valueOf(text(input, "job")),
                        text(input, "table"),
                        number(input, "segment"),
                        number(input, "totalSegments")),
                clock.instant().plus(Duration.ofMillis(context.getRemainingTimeInMillis())));
        Map<String, Object> output = new HashMap<>(Map.of("done", result.done(), "counts", result.counts()));
        if (result.cursor() != null) {
            output.put("cursor", DynamoDbJson.write(Item.of(result.cursor())));
        }
        return output;
    }

    /** Works on one segment. */
    public SegmentResult work(SegmentRequest request, Instant deadline) {
        SegmentId id = new SegmentId(request.run(), request.job(), request.table(), request.segment());
        long listed = segments.find(id).counts().getOrDefault("listed", 0L);
        return worker.work(id, jobs.job(request, listed), deadline);
    }

    /** Returns what touches single items: canaries, redrives and repairs. */
    public Toucher toucher() {
        return toucher;
    }

    /** Lets the pages under way end, and begins no other one. */
    public void stop() {
        stopped = true;
    }

    /** Ends the threads. The client stays open: it belongs to who made it. */
    @Override
    public void close() {
        stop();
        writers.shutdown();
        readers.shutdown();
    }

    private static String text(Map<String, Object> input, String name) {
        if (input.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the request needs a text " + name);
    }

    private static int number(Map<String, Object> input, String name) {
        if (input.get(name) instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalArgumentException("the request needs a number " + name);
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("environment variable " + name + " is not set");
        }
        return value;
    }

    private static ExecutorService pool(int threads, String name) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
