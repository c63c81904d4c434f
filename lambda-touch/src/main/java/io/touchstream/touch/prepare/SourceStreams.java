package io.touchstream.touch.prepare;

import io.touchstream.touch.segment.Sleeper;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes sure that a source table has a stream with both images. */
public final class SourceStreams {
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final int ATTEMPTS = 240;

    private final DynamoDbClient client;
    private final Sleeper sleeper;

    public SourceStreams(DynamoDbClient client, Sleeper sleeper) {
        this.client = client;
        this.sleeper = sleeper;
    }

    /**
     * Checks a table's stream, without writing.
     *
     * @throws UnusableSourceException when the table is missing, or its stream has another view type, which cannot be
     *     changed
     */
    public void check(String table) {
        requireView(table, require(table));
    }

    /**
     * Makes sure that a table's stream is enabled, without writing.
     *
     * @throws UnusableSourceException when it is not, so that nothing can synchronise
     */
    public void requireEnabled(String table) {
        check(table);
        if (find(table).isEmpty()) {
            throw new UnusableSourceException("table " + table
                    + " has no stream, so nothing synchronises it: deploy the migration, or start it with run");
        }
    }

    /** Returns the ARN of the table's stream where it has one that is enabled, whatever its view type. */
    public Optional<String> find(String table) {
        return describe(table).filter(SourceStreams::isEnabled).map(TableDescription::latestStreamArn);
    }

    /**
     * Enables the stream where there is none, and waits until it can be read, for two minutes at most.
     *
     * @throws UnusableSourceException as {@link #check} does, or when the stream does not become available
     */
    public SourceStream ensure(String table) throws InterruptedException {
        boolean enabledNow = false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            TableDescription description = require(table);
            requireView(table, description);
            if (isEnabled(description) && description.latestStreamArn() != null) {
                return new SourceStream(description.latestStreamArn(), enabledNow);
            }
            enabledNow = enabledNow || enable(table);
            sleeper.sleep(WAIT);
        }
        throw new UnusableSourceException("the stream of table " + table + " did not become available in two minutes");
    }

    /** Disables the table's stream. */
    void disable(String table) {
        client.updateTable(
                request -> request.tableName(table).streamSpecification(stream -> stream.streamEnabled(false)));
    }

    /** Asks for the stream; tells whether the table took it. It takes no change while another one is under way. */
    private boolean enable(String table) {
        try {
            client.updateTable(request -> request.tableName(table)
                    .streamSpecification(
                            stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
            return true;
        } catch (ResourceInUseException busy) {
            return false;
        }
    }

    private TableDescription require(String table) {
        return describe(table)
                .orElseThrow(() ->
                        new UnusableSourceException("table " + table + " does not exist at this endpoint and region"));
    }

    private Optional<TableDescription> describe(String table) {
        try {
            return Optional.of(
                    client.describeTable(request -> request.tableName(table)).table());
        } catch (ResourceNotFoundException missing) {
            return Optional.empty();
        }
    }

    private static void requireView(String table, TableDescription description) {
        StreamSpecification stream = description.streamSpecification();
        if (isEnabled(description) && stream.streamViewType() != StreamViewType.NEW_AND_OLD_IMAGES) {
            throw new UnusableSourceException(
                    "table " + table + " has a stream of view type " + stream.streamViewTypeAsString()
                            + ", sync needs NEW_AND_OLD_IMAGES: move its consumers away, disable it, and run again");
        }
    }

    private static boolean isEnabled(TableDescription description) {
        StreamSpecification stream = description.streamSpecification();
        return stream != null && Boolean.TRUE.equals(stream.streamEnabled());
    }
}
