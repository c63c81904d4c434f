package io.touchstream.touch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.touchstream.touch.rate.Backoff;
import io.touchstream.touch.rate.PatientClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

class TouchClientsTest {
    private static final ScanRequest SCAN =
            ScanRequest.builder().tableName("Table").build();

    private final AtomicInteger requests = new AtomicInteger();
    private final List<Duration> slept = new ArrayList<>();
    private final HttpServer server;
    private final DynamoDbClient client;
    private final DynamoDbClient patient;
    private volatile int failures = Integer.MAX_VALUE;
    private volatile int status = 400;
    private volatile String error = "ProvisionedThroughputExceededException";

    TouchClientsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean fails = requests.incrementAndGet() <= failures;
            String body = fails ? "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + error + "\"}" : "{\"Count\":0}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(fails ? status : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        client = TouchClients.dynamoDb(builder -> builder.endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))));
        patient = new PatientClient(client, slept::add, new Backoff(new Random(1)));
    }

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
    }

    @Test
    void dynamoDb_throttle_isLetThroughAtOnce() {
        assertThatThrownBy(() -> client.scan(SCAN)).isInstanceOf(ProvisionedThroughputExceededException.class);
        assertThat(requests).hasValue(1);
    }

    @Test
    void dynamoDb_throttleAsServerFault_isLetThroughAtOnce() {
        status = 503;
        error = "ThrottlingException";

        assertThatThrownBy(() -> client.scan(SCAN)).isInstanceOf(DynamoDbException.class);
        assertThat(requests).hasValue(1);
    }

    @Test
    void dynamoDb_passingFault_isTriedAgain() {
        failures = 2;
        status = 500;
        error = "InternalServerError";

        client.scan(SCAN);
        assertThat(requests).hasValue(3);
    }

    @Test
    void dynamoDb_refusal_isNotTriedAgain() {
        error = "ResourceNotFoundException";

        assertThatThrownBy(() -> client.scan(SCAN)).isInstanceOf(ResourceNotFoundException.class);
        assertThat(requests).hasValue(1);
    }

    @Test
    void patientClient_throttles_areWaitedOut() {
        failures = 3;

        patient.scan(SCAN);
        assertThat(requests).hasValue(4);
        assertThat(slept).hasSize(3);
    }

    @Test
    void patientClient_throttledForever_givesUp() {
        assertThatThrownBy(() -> patient.scan(SCAN)).isInstanceOf(ProvisionedThroughputExceededException.class);
        assertThat(slept.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void patientClient_requestWithTimeout_waitsNoLonger() {
        assertThatThrownBy(() -> patient.scan(SCAN.toBuilder()
                        .overrideConfiguration(time -> time.apiCallTimeout(Duration.ofSeconds(2)))
                        .build()))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
        assertThat(slept.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void patientClient_otherFailure_isNotTriedAgain() {
        error = "ResourceNotFoundException";

        assertThatThrownBy(() -> patient.scan(SCAN)).isInstanceOf(ResourceNotFoundException.class);
        assertThat(requests).hasValue(1);
    }
}
