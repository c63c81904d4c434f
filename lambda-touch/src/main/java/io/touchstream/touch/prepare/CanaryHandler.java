package io.touchstream.touch.prepare;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.touch.mark.Toucher;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Sends a canary change through a source table's stream, or tells whether it has arrived. Entry point of the function
 * that the state machine asks until it has, before anything is touched.
 *
 * <p>Takes {@code table}, or its own earlier answer; answers {@code table}, {@code token} and {@code seen}. The token is
 * empty where none was sent: for an empty table, and in the copy lane, which writes nothing to its source.
 */
public final class CanaryHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private static final String NO_TOKEN = "";

    private final Set<String> sources;
    private final boolean writesSource;
    private final CanaryRelease release;
    private final Canaries canaries;

    /** Creates the handler from the function's environment. */
    public CanaryHandler() {
        this(
                DynamoDbClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder())
                        .build(),
                MigrationLoader.load(Path.of(variable("TOUCHSTREAM_DEFINITION"))),
                variable("TOUCHSTREAM_CONTROL_TABLE"));
    }

    /** Creates the handler with what it needs. */
    public CanaryHandler(DynamoDbClient client, MigrationDefinition definition, String controlTable) {
        this.sources = definition.source().tables().keySet();
        this.writesSource = definition.touch().lane() != Lane.COPY;
        this.release =
                new CanaryRelease(client, new Toucher(client, definition.touch().marker()));
        this.canaries = new Canaries(new ControlTable(client, controlTable));
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        if (!(input.get("table") instanceof String table) || !sources.contains(table)) {
            throw new IllegalArgumentException("table must be one of the migration's sources");
        }
        if (input.get("token") instanceof String token && !token.equals(NO_TOKEN)) {
            return answer(table, token, canaries.wasSeen(new RunToken(token)));
        }
        if (!writesSource) {
            return answer(table, NO_TOKEN, true);
        }
        // Drawn here and not when the function starts: a snapshot of it would hand out one token again and again.
        RunToken token = RunToken.draw(RunToken.Kind.CANARY, new SecureRandom());
        return release.release(table, token).isPresent()
                ? answer(table, token.text(), false)
                : answer(table, NO_TOKEN, true);
    }

    private static Map<String, Object> answer(String table, String token, boolean seen) {
        return Map.of("table", table, "token", token, "seen", seen);
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("environment variable " + name + " is not set");
        }
        return value;
    }
}
