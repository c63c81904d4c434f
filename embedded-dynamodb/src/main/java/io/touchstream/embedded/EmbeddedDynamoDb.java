package io.touchstream.embedded;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Runs DynamoDB Local with Streams in memory, over HTTP on the loopback interface only.
 *
 * <p>Any credentials and any region see the same tables. All data is gone after {@link #close()}. The clients are shared
 * by all callers, may be used by several threads, and are closed with the database.
 */
public final class EmbeddedDynamoDb implements AutoCloseable {
    private static final Region REGION = Region.EU_WEST_1;
    private static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    private static final int MAX_CONNECTIONS = 256;

    private final LoopbackServer server;
    private final SdkHttpClient http;
    private final DynamoDbClient client;
    private final DynamoDbStreamsClient streams;

    private EmbeddedDynamoDb(LoopbackServer server) {
        this.server = server;
        this.http = ApacheHttpClient.builder().maxConnections(MAX_CONNECTIONS).build();
        this.client = DynamoDbClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint())
                .region(REGION)
                .credentialsProvider(CREDENTIALS)
                .build();
        this.streams = DynamoDbStreamsClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint())
                .region(REGION)
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    /**
     * Starts a database on a free port.
     *
     * @throws EmbeddedDynamoDbException if it cannot be started
     */
    public static EmbeddedDynamoDb start() {
        return start(0);
    }

    /**
     * Starts a database on a port; 0 is any free one.
     *
     * @throws EmbeddedDynamoDbException if it cannot be started, for one because the port is taken
     */
    public static EmbeddedDynamoDb start(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
        }
        return new EmbeddedDynamoDb(LoopbackServer.start(port));
    }

    /** Returns the one database of this process, started on first use. It lives until the process exits: do not close it. */
    public static EmbeddedDynamoDb shared() {
        return Shared.INSTANCE;
    }

    /** Returns the address at which SDK clients reach the database. */
    public URI endpoint() {
        return URI.create("http://" + LoopbackServer.HOST + ":" + server.port());
    }

    /** Returns the port on which the database listens. */
    public int port() {
        return server.port();
    }

    /** Returns the shared client; it is closed with the database, and by nobody else. */
    public DynamoDbClient client() {
        return client;
    }

    /** Returns the shared client for streams; it is closed with the database, and by nobody else. */
    public DynamoDbStreamsClient streams() {
        return streams;
    }

    @Override
    public void close() {
        client.close();
        streams.close();
        http.close();
        server.close();
    }

    private static final class Shared {
        static final EmbeddedDynamoDb INSTANCE = start();
    }
}
