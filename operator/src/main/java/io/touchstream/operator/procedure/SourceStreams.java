package io.touchstream.operator.procedure;

import io.touchstream.operator.UnusableException;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes sure that a source table has a stream with both images. */
final class SourceStreams {
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final int ATTEMPTS = 240;

    private final DynamoDbClient client;
    private final Tables tables;

    SourceStreams(DynamoDbClient client) {
        this.client = client;
        this.tables = new Tables(client);
    }

    /**
     * Checks a table's stream, without writing.
     *
     * @throws UnusableException when the table is missing, or its stream has another view type, which cannot be changed
     */
    void check(String table) {
        TableDescription description = tables.require(table);
        StreamSpecification stream = description.streamSpecification();
        if (isEnabled(description) && stream.streamViewType() != StreamViewType.NEW_AND_OLD_IMAGES) {
            throw new UnusableException(
                    "table " + table + " has a stream of view type " + stream.streamViewTypeAsString()
                            + ", sync needs NEW_AND_OLD_IMAGES: move its consumers away, disable it, and run again");
        }
    }

    /** Enables the stream where there is none, and returns its ARN. */
    String ensure(String table) throws InterruptedException {
        if (!isEnabled(tables.require(table))) {
            client.updateTable(request -> request.tableName(table)
                    .streamSpecification(
                            stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            TableDescription description = tables.require(table);
            if (isEnabled(description) && description.latestStreamArn() != null) {
                return description.latestStreamArn();
            }
            Thread.sleep(WAIT.toMillis());
        }
        throw new UnusableException("the stream of table " + table + " did not become available in two minutes");
    }

    private static boolean isEnabled(TableDescription description) {
        StreamSpecification stream = description.streamSpecification();
        return stream != null && Boolean.TRUE.equals(stream.streamEnabled());
    }
}
