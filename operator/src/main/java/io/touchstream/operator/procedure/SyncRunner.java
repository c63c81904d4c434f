package io.touchstream.operator.procedure;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.local.stream.EventSourceMapping;
import io.touchstream.local.stream.EventSourceMappingSettings;
import io.touchstream.local.stream.FileOnFailureDestination;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.StreamCheckpoints;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.SyncProgress;
import io.touchstream.sync.Execution;
import io.touchstream.sync.SyncClients;
import io.touchstream.sync.SyncDependencies;
import io.touchstream.sync.SyncHandler;
import io.touchstream.sync.report.InstanceName;
import io.touchstream.sync.report.ThrottleBeats;
import io.touchstream.sync.write.WriteSettings;
import io.touchstream.touch.prepare.SourceStreams;
import io.touchstream.touch.segment.Sleeper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Runs the sync function in this process, in one direction: one handler, and an event source mapping for each stream. In reverse
 * it reads the target tables' streams and writes the source; what it cannot write, it quarantines under that direction.
 */
public final class SyncRunner implements AutoCloseable {
    private static final int BATCH_SIZE = 500;
    private static final int PARALLELIZATION = 4;
    private static final Duration TELL = Duration.ofSeconds(5);
    private static final Duration STALL = Duration.ofSeconds(90);
    private static final Duration STEP = Duration.ofMillis(100);
    /** What was written just before the call is to be read at least once afterwards. */
    private static final Duration CERTAINTY = Duration.ofSeconds(1);

    private final DynamoDbClient client;
    private final DynamoDbStreamsClient streams;
    private final SyncHandler handler;
    private final List<EventSourceMapping> mappings = new ArrayList<>();

    /**
     * Starts synchronising.
     *
     * @param streamArns the stream of each source table
     * @param wrapper may stand between mapping and handler, as rehearsals do
     * @param failures where records go that were given up
     * @param lines takes the function's log lines
     */
    public SyncRunner(
            Workspace workspace,
            Map<String, String> streamArns,
            UnaryOperator<RequestHandler<DynamodbEvent, StreamsEventResponse>> wrapper,
            Path failures,
            Consumer<String> lines) {
        this(Direction.FORWARD, workspace, streamArns, wrapper, failures, lines);
    }

    /**
     * Starts synchronising in one direction.
     *
     * @param streamArns the stream of each table whose changes are read: {@link #reverseStreams} for the way back
     * @throws io.touchstream.definition.DefinitionException when the inverse cannot be loaded
     */
    public SyncRunner(
            Direction direction,
            Workspace workspace,
            Map<String, String> streamArns,
            UnaryOperator<RequestHandler<DynamodbEvent, StreamsEventResponse>> wrapper,
            Path failures,
            Consumer<String> lines) {
        WriteSettings settings = WriteSettings.DEFAULT;
        ThrottleBeats throttles = new ThrottleBeats(Clock.systemUTC(), new InstanceName());
        throttles.reportTo(new SyncHeartbeats(workspace.control(), direction));
        client = SyncClients.dynamoDb(
                settings.concurrency(), workspace.connection().destination(), throttles);
        streams = workspace.connection().streams();
        handler = new SyncHandler(new SyncDependencies(
                direction,
                client,
                workspace.definition(),
                workspace.control().using(client),
                workspace.largeImages(),
                Clock.systemUTC(),
                lines,
                Execution.real(settings)));
        RequestHandler<DynamodbEvent, StreamsEventResponse> invoked = wrapper.apply(handler);
        streamArns.forEach((table, arn) -> mappings.add(EventSourceMapping.builder(streams, arn, invoked)
                .settings(EventSourceMappingSettings.defaults()
                        .withBatchSize(BATCH_SIZE)
                        .withParallelizationFactor(PARALLELIZATION))
                .checkpoints(new ControlCheckpointStore(
                        new StreamCheckpoints(workspace.control(), arn), new SyncProgress(workspace.control()), table))
                .onFailure(new FileOnFailureDestination(failures.resolve(table)))
                .gaps((shard, reason) -> new Soundness(workspace.control(), direction)
                        .markUnsound("the stream of table " + table + " lost records: " + reason, Instant.now()))
                .start()));
    }

    /**
     * Makes sure that the target tables have streams, and returns them by table. To be called before the application writes the
     * target: what is written before its stream begins is not carried back.
     *
     * @throws io.touchstream.touch.prepare.UnusableSourceException when a table has a stream of another view type
     */
    public static Map<String, String> reverseStreams(Workspace workspace) throws InterruptedException {
        SourceStreams streams = new SourceStreams(workspace.client(), Sleeper.REAL);
        Map<String, String> arns = new LinkedHashMap<>();
        for (String table : Direction.REVERSE.tables(workspace.definition())) {
            arns.put(table, streams.ensure(table).arn());
        }
        return arns;
    }

    /** Returns the largest lag among the mappings, in milliseconds; 0 when all have caught up. */
    public long lagMillis() {
        return mappings.stream().mapToLong(EventSourceMapping::lagMillis).max().orElse(0);
    }

    /** Returns how many records were delivered. */
    public long recordsDelivered() {
        return mappings.stream().mapToLong(EventSourceMapping::recordsDelivered).sum();
    }

    /**
     * Waits until every change made before this call is settled, however many are made meanwhile.
     *
     * @param progress is told every few seconds how far sync is behind
     * @return false where {@code stop} asked to end first, or sync has settled nothing for long though records are waiting
     */
    public boolean awaitSettled(Stop stop, Progress progress) throws InterruptedException {
        Instant asked = Instant.now();
        Instant told = asked;
        long delivered = recordsDelivered();
        Instant moved = asked;
        while (!stop.isAsked()) {
            if (recordsDelivered() != delivered) {
                delivered = recordsDelivered();
                moved = Instant.now();
            }
            if (isOlderThan(moved, STALL) && lagMillis() > STALL.toMillis()) {
                progress.say("sync has settled no record for " + STALL.toSeconds()
                        + " s: records are waiting that it cannot write");
                return false;
            }
            if (isOlderThan(told, TELL)) {
                told = Instant.now();
                progress.say(
                        "catching up: lag " + Duration.ofMillis(lagMillis()).toSeconds() + " s, " + recordsDelivered()
                                + " records delivered");
            }
            if (Instant.now().minusMillis(lagMillis()).isAfter(asked.plus(CERTAINTY))) {
                return true;
            }
            Thread.sleep(STEP.toMillis());
        }
        return false;
    }

    private static boolean isOlderThan(Instant instant, Duration age) {
        return Duration.between(instant, Instant.now()).compareTo(age) > 0;
    }

    @Override
    public void close() {
        mappings.forEach(EventSourceMapping::close);
        handler.close();
        client.close();
        streams.close();
    }
}
