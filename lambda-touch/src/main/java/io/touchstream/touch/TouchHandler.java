package io.touchstream.touch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
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
    private final Execution execution;
    private final TouchWiring work;
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
                Clock.systemUTC(),
                Execution.real(),
                System.out::println);
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
        this(client, definition, transformation, control, largeImages, settings, clock, Execution.real());
    }

    /**
     * Creates the handler with what it needs.
     *
     * @param execution what runs its requests side by side, and how it waits
     */
    public TouchHandler(
            DynamoDbClient client,
            MigrationDefinition definition,
            Transformation transformation,
            ControlTable control,
            ImageStore largeImages,
            VerifySettings settings,
            Clock clock,
            Execution execution) {
        this(client, definition, transformation, control, largeImages, settings, clock, execution, line -> {});
    }

    private TouchHandler(
            DynamoDbClient client,
            MigrationDefinition definition,
            Transformation transformation,
            ControlTable control,
            ImageStore largeImages,
            VerifySettings settings,
            Clock clock,
            Execution execution,
            Consumer<String> metrics) {
        this.clock = clock;
        this.execution = execution;
        this.work = new TouchWiring(
                client,
                definition,
                transformation,
                control,
                largeImages,
                settings,
                clock,
                execution,
                new SegmentMetrics(definition.name(), metrics),
                () -> stopped);
    }

    /**
     * Says how the handler runs its requests: on threads and by the system's time, or as a simulation decides.
     *
     * @param writers sends writes; shut down with the handler
     * @param readers reads; shut down with the handler
     * @param random draws orders and backoffs; safe to share between the writers' threads
     */
    public record Execution(ExecutorService writers, ExecutorService readers, Sleeper sleeper, Random random) {
        /** Returns an execution on threads of its own. */
        static Execution real() {
            return new Execution(
                    pool(TouchClients.CONCURRENCY, "touch-writer"),
                    pool(READERS, "verify-reader"),
                    Sleeper.REAL,
                    // Unlike others, this one differs between functions that were restored from one snapshot.
                    new SecureRandom());
        }
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        Instant deadline = clock.instant().plus(Duration.ofMillis(context.getRemainingTimeInMillis()));
        return Invocation.answer(work(Invocation.request(input), deadline));
    }

    /** Works on one segment. */
    public SegmentResult work(SegmentRequest request, Instant deadline) {
        SegmentId id = new SegmentId(request.run(), request.job(), request.table(), request.segment());
        long listed = work.segments().find(id).counts().getOrDefault("listed", 0L);
        return work.worker().work(id, work.jobs().job(request, listed), deadline);
    }

    /** Returns what touches single items. */
    public Toucher toucher() {
        return work.toucher();
    }

    /** Returns what repairs single items, through the definition's lane. */
    public SourceRepair repair() {
        return work.jobs().repair();
    }

    /** Checks the copies that were about to be put by a run that nobody works on. */
    public void settlePending(String run, Instant deadline) throws OutOfTimeException {
        work.jobs().copier().settlePending(run, deadline);
    }

    /** Lets the pages under way end, and begins no other one. */
    public void stop() {
        stopped = true;
    }

    /** Ends the threads. The client stays open: it belongs to who made it. */
    @Override
    public void close() {
        stop();
        execution.writers().shutdown();
        execution.readers().shutdown();
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
