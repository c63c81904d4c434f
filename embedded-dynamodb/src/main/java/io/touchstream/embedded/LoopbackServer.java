package io.touchstream.embedded;

import java.net.BindException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;

/**
 * Serves DynamoDB Local's own request handler from a web server that listens on the loopback interface only.
 *
 * <p>DynamoDB Local's own server binds to every interface, prints a banner, and starts telemetry; telemetry is reached
 * from there alone, so that none is sent from here.
 */
final class LoopbackServer implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    private static final int AUTHORITY_LEVEL = 0;

    private final Server server;
    private final ServerConnector connector;
    private final LocalDynamoDBServerHandler handler;

    private LoopbackServer(Server server, ServerConnector connector, LocalDynamoDBServerHandler handler) {
        this.server = server;
        this.connector = connector;
        this.handler = handler;
    }

    static LoopbackServer start(int port) {
        Silence.apply();
        loadDatabaseLibrary();
        Server server = new Server(threads());
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(HOST);
        connector.setPort(port);
        server.addConnector(connector);
        LocalDynamoDBServerHandler handler = new LocalDynamoDBServerHandler(inMemoryAndShared(), null);
        server.setHandler(handler);
        LoopbackServer result = new LoopbackServer(server, connector, handler);
        result.listen(port);
        return result;
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new EmbeddedDynamoDbException("Could not stop the embedded DynamoDB", failure);
        } finally {
            handler.close();
        }
    }

    private void listen(int port) {
        try {
            server.start();
        } catch (Exception failure) {
            close();
            throw new EmbeddedDynamoDbException(reason(port, failure), failure);
        }
    }

    private static String reason(int port, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "Port " + port + " of " + HOST + " is in use: choose another one";
            }
        }
        return "Could not start the embedded DynamoDB on port " + port + ": " + failure.getMessage();
    }

    /** Makes threads that keep no process alive: the database ends with whatever embeds it. */
    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("embedded-dynamodb");
        threads.setDaemon(true);
        return threads;
    }

    private static LocalDynamoDBRequestHandler inMemoryAndShared() {
        boolean inMemory = true;
        boolean shared = true;
        boolean delayStatuses = false;
        return new LocalDynamoDBRequestHandler(AUTHORITY_LEVEL, inMemory, null, shared, delayStatuses);
    }

    /** Loads the native SQLite library that DynamoDB Local's own jar carries for Linux, macOS and Windows. */
    private static void loadDatabaseLibrary() {
        try {
            SQLiteLibraryLoader.initialize();
        } catch (Exception failure) {
            throw new EmbeddedDynamoDbException(
                    "Could not load SQLite for this operating system: " + failure.getMessage(), failure);
        }
    }
}
