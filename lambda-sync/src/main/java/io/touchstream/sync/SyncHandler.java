package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import io.touchstream.sync.decode.StreamEventReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Applies a batch of the source's stream records to the target. Entry point of the sync function.
 *
 * <p>Answers with the first unfinished record's sequence number, or with none. Where the definition or its transformer
 * cannot be loaded, construction fails and with it every invocation: nothing is written, and the records stay in the
 * stream.
 *
 * <p>Lambda calls the method that takes streams: of several methods of the handler's name it chooses the one with the most
 * parameters. Source: Lambda developer guide, "Define Lambda function handler in Java". Within one process the other one
 * spares the detour by JSON.
 */
public final class SyncHandler
        implements RequestStreamHandler, RequestHandler<DynamodbEvent, StreamsEventResponse>, AutoCloseable {
    private final SyncDependencies dependencies;

    /** Creates the handler from the function's environment. */
    public SyncHandler() {
        this(SyncDependencies.fromEnvironment(System.getenv()));
    }

    /** Creates the handler with what it needs. */
    public SyncHandler(SyncDependencies dependencies) {
        this.dependencies = dependencies;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        BatchResponse.write(handleRequest(StreamEventReader.read(input), context), output);
    }

    @Override
    public StreamsEventResponse handleRequest(@Nullable DynamodbEvent event, Context context) {
        List<DynamodbStreamRecord> records =
                event == null || event.getRecords() == null ? List.of() : event.getRecords();
        if (records.isEmpty()) {
            return response(List.of());
        }
        Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
        Instant deadline = dependencies.clock().instant().plus(remaining).minus(reserve(remaining));
        try {
            OptionalInt unfinished = dependencies.pipeline().process(records, deadline);
            return response(
                    unfinished.isEmpty()
                            ? List.of()
                            : List.of(new BatchItemFailure(records.get(unfinished.getAsInt())
                                    .getDynamodb()
                                    .getSequenceNumber())));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the batch was finished", interruption);
        }
    }

    @Override
    public void close() {
        dependencies.close();
    }

    /** A tenth of the time, but at least two seconds where there are ten, is kept for the quarantine and the report. */
    private static Duration reserve(Duration remaining) {
        Duration tenth = remaining.dividedBy(10);
        Duration least = remaining.toSeconds() >= 10 ? Duration.ofSeconds(2) : tenth;
        return tenth.compareTo(least) > 0 ? tenth : least;
    }

    private static StreamsEventResponse response(List<BatchItemFailure> failures) {
        return new StreamsEventResponse(failures);
    }
}
