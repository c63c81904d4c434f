package io.touchstream.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class ConnectionTest {
    private static final String METADATA = "aws.ec2MetadataServiceEndpoint";

    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer instance;

    ConnectionTest() throws IOException {
        instance = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instance.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
    }

    @BeforeEach
    void answer() {
        instance.start();
        System.setProperty(METADATA, "http://127.0.0.1:" + instance.getAddress().getPort());
    }

    @AfterEach
    void close() {
        System.clearProperty(METADATA);
        instance.stop(0);
    }

    @Test
    void dynamoDb_databaseOnThisMachine_asksNoInstanceForRegionOrCredentials() {
        try (DynamoDbClient client = new Connection(URI.create("http://127.0.0.1:1"), null, null).dynamoDb()) {
            assertThat(client.serviceName()).isEqualTo("dynamodb");
        }

        assertThat(asked).hasValue(0);
    }
}
