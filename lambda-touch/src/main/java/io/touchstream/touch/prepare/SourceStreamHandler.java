package io.touchstream.touch.prepare;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.touchstream.touch.segment.Sleeper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Makes sure of a source table's stream when a migration is deployed, and leaves the table as it was when it is destroyed.
 * Entry point of a CloudFormation custom resource: as the {@code onEvent} of CDK's provider framework, or as the service
 * token itself.
 *
 * <p>Takes {@code RequestType}, {@code PhysicalResourceId} but for a creation, and {@code ResourceProperties} with
 * {@code TableName} and {@code MigrationName}; answers {@code PhysicalResourceId} and {@code Data} with {@code StreamArn}.
 * The physical id holds the stream's ARN and whether this resource enabled it, so that nothing else need remember it: a
 * stream that it found is left on, and so is one that somebody enabled again or reads.
 *
 * <p>A stream may take two minutes to become available: the function's time-out has to be longer.
 */
public final class SourceStreamHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private static final String ENABLED = "enabled:";
    private static final String FOUND = "found:";
    private static final String PHYSICAL_ID = "PhysicalResourceId";
    private static final int MOST_OTHER_READERS = 1;

    private final SourceStreams streams;
    private final StreamReaders readers;

    /** Creates the handler from the function's environment. */
    public SourceStreamHandler() {
        this(
                new SourceStreams(
                        DynamoDbClient.builder()
                                .httpClientBuilder(ApacheHttpClient.builder())
                                .build(),
                        Sleeper.REAL),
                new EventSourceMappings(LambdaClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder())
                        .build()));
    }

    SourceStreamHandler(SourceStreams streams, StreamReaders readers) {
        this.streams = streams;
        this.readers = readers;
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        Optional<DeploymentAnswer> deployment = DeploymentAnswer.to(input);
        if (deployment.isEmpty()) {
            return handle(input);
        }
        Map<String, Object> answer;
        try {
            answer = handle(input);
        } catch (RuntimeException failure) {
            // The deployment is told instead of the runtime, which would only try it again.
            deployment.get().failed(String.valueOf(failure.getMessage()));
            return Map.of();
        }
        deployment.get().succeeded(answer);
        return answer;
    }

    private Map<String, Object> handle(Map<String, Object> input) {
        String table = property(input, "TableName");
        String id = String.valueOf(input.getOrDefault(PHYSICAL_ID, ""));
        return switch (String.valueOf(input.get("RequestType"))) {
            case "Create" -> create(table, property(input, "MigrationName"));
            case "Update" -> update(table, property(input, "MigrationName"), id);
            case "Delete" -> delete(table, id);
            default -> throw new IllegalArgumentException("RequestType must be Create, Update or Delete");
        };
    }

    private Map<String, Object> create(String table, String migration) {
        streams.find(table).ifPresent(arn -> requireRoom(table, migration, arn));
        SourceStream stream = ensure(table);
        return answer((stream.enabledNow() ? ENABLED : FOUND) + stream.arn(), stream.arn());
    }

    private Map<String, Object> update(String table, String migration, String id) {
        if (!isOf(table, id)) {
            // CloudFormation sees the new id and asks to delete the old one.
            return create(table, migration);
        }
        SourceStream stream = ensure(table);
        return answer(stream.enabledNow() ? ENABLED + stream.arn() : id, stream.arn());
    }

    private Map<String, Object> delete(String table, String id) {
        streams.find(table)
                .filter(arn -> id.equals(ENABLED + arn))
                .filter(arn -> readers.of(arn).isEmpty())
                .ifPresent(arn -> streams.disable(table));
        return Map.of(PHYSICAL_ID, id);
    }

    private void requireRoom(String table, String migration, String arn) {
        List<String> others = readers.of(arn);
        if (others.size() > MOST_OTHER_READERS) {
            throw new UnusableSourceException("the stream of table " + table + " has " + others.size()
                    + " readers already (" + String.join(", ", others) + "), and a shard takes two: disable one of"
                    + " their event source mappings while migration " + migration + " lasts, and deploy again");
        }
    }

    private SourceStream ensure(String table) {
        try {
            return streams.ensure(table);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the stream of table " + table, interruption);
        }
    }

    private static boolean isOf(String table, String id) {
        return id.contains(":table/" + table + "/stream/");
    }

    private static Map<String, Object> answer(String id, String arn) {
        return Map.of(PHYSICAL_ID, id, "Data", Map.of("StreamArn", arn));
    }

    private static String property(Map<String, Object> input, String name) {
        if (input.get("ResourceProperties") instanceof Map<?, ?> properties
                && properties.get(name) instanceof String text
                && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException("the resource needs the property " + name);
    }
}
