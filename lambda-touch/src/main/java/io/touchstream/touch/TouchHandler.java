package io.touchstream.touch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.rate.Backoff;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.rate.PatientClient;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.verify.Sleeper;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
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
                // A copy's image is no older than what its source holds, so a large one need not be kept twice.
                (source, version, images) -> "source",
                VerifySettings.DEFAULT,
                Clock.systemUTC());
    }

    /**
     * Creates the handler with what it needs.
     *
     * @param client reaches source, target and control table, and lets throttles through, as {@link TouchClients} does
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
        Random random = new Random();
        Sleeper sleeper = Sleeper.REAL;
        DynamoDbClient patient = new PatientClient(client, sleeper, new Backoff(random));
        ControlTable rows = control.using(patient);
        SyncHeartbeats heartbeats = new SyncHeartbeats(rows);
        Quarantine quarantine = new Quarantine(rows, largeImages);
        WriteRate rate = new WriteRate(new TouchSettings(rows), heartbeats, clock);
        this.clock = clock;
        this.segments = new Segments(rows);
        this.toucher = new Toucher(patient, definition.touch().marker());
        this.worker = new SegmentWorker(segments, rate, clock, sleeper, () -> stopped);
        this.jobs = new SegmentJobs(
                client,
                new VerifyContext(
                        patient,
                        definition,
                        transformation,
                        quarantine,
                        heartbeats,
                        new Differences(rows),
                        readers,
                        clock,
                        sleeper,
                        settings),
                new PacedWrites(writers, rate, clock, sleeper, random),
                new PendingCopies(rows),
                random);
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        Instant deadline = clock.instant().plus(Duration.ofMillis(context.getRemainingTimeInMillis()));
        return Invocation.answer(work(Invocation.request(input), deadline));
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
