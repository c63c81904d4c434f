package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.touchstream.operator.connection.Connection;
import io.touchstream.touch.prepare.EventSourceMappings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** What is asked of AWS about a table, to the letter, and what is made of its answers. */
class AwsTableServicesTest {
    private static final String MAPPINGS = "GET /2015-03-31/event-source-mappings?EventSourceArn=arn%3Astream";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final DynamoDbClient client;
    private final LambdaClient lambda;
    private final TableServices services;

    AwsTableServicesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String request = target == null
                    ? exchange.getRequestMethod() + " " + exchange.getRequestURI()
                    : target.substring(target.indexOf('.') + 1) + " " + body;
            requests.add(request);
            String answer = answers.getOrDefault(
                    request.replaceAll("/\\?", "?"), "{\"__type\":\"UnknownOperationException\",\"message\":\"\"}");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.contains("__type") ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Connection connection = new Connection(endpoint, "eu-west-1", null);
        client = connection.dynamoDb();
        lambda = connection
                .service(LambdaClient.builder())
                .endpointOverride(endpoint)
                .build();
        services = new AwsTableServices(client, new EventSourceMappings(lambda));
    }

    @AfterEach
    void close() {
        client.close();
        lambda.close();
        server.stop(0);
    }

    @Test
    void pointInTimeRecovery_enabled_isTold() {
        answers.put(
                "DescribeContinuousBackups {\"TableName\":\"T\"}",
                "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"ENABLED\","
                        + "\"PointInTimeRecoveryDescription\":{\"PointInTimeRecoveryStatus\":\"ENABLED\"}}}");

        assertThat(services.pointInTimeRecovery("T")).contains(true);
        assertThat(requests).containsExactly("DescribeContinuousBackups {\"TableName\":\"T\"}");
    }

    @Test
    void pointInTimeRecovery_disabled_isTold() {
        answers.put(
                "DescribeContinuousBackups {\"TableName\":\"T\"}",
                "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"ENABLED\","
                        + "\"PointInTimeRecoveryDescription\":{\"PointInTimeRecoveryStatus\":\"DISABLED\"}}}");

        assertThat(services.pointInTimeRecovery("T")).contains(false);
    }

    @Test
    void backups_several_areListedLatestFirst() {
        answers.put(
                "ListBackups {\"TableName\":\"T\"}",
                "{\"BackupSummaries\":[{\"BackupCreationDateTime\":100},{\"BackupCreationDateTime\":200}]}");

        assertThat(services.backups("T")).contains(List.of(Instant.ofEpochSecond(200), Instant.ofEpochSecond(100)));
        assertThat(requests).containsExactly("ListBackups {\"TableName\":\"T\"}");
    }

    @Test
    void kinesisStreams_oneActiveAndOneDisabled_isTheActiveOne() {
        answers.put(
                "DescribeKinesisStreamingDestination {\"TableName\":\"T\"}",
                "{\"KinesisDataStreamDestinations\":[{\"StreamArn\":\"a\",\"DestinationStatus\":\"ACTIVE\"},"
                        + "{\"StreamArn\":\"b\",\"DestinationStatus\":\"DISABLED\"}]}");

        assertThat(services.kinesisStreams("T")).contains(List.of("a"));
        assertThat(requests).containsExactly("DescribeKinesisStreamingDestination {\"TableName\":\"T\"}");
    }

    @Test
    void streamReaders_mappings_areTheFunctionsThatAreNotSwitchedOff() {
        answers.put(
                MAPPINGS,
                "{\"EventSourceMappings\":[{\"FunctionArn\":\"f\",\"State\":\"Enabled\"},"
                        + "{\"FunctionArn\":\"g\",\"State\":\"Disabled\"}]}");

        assertThat(services.streamReaders("arn:stream")).contains(List.of("f"));
    }

    @Test
    void anyQuestion_endpointWithoutTheService_isNotKnown() {
        assertThat(services.pointInTimeRecovery("T")).isEmpty();
        assertThat(services.backups("T")).isEmpty();
        assertThat(services.kinesisStreams("T")).isEmpty();
        assertThat(new AwsTableServices(client, null).streamReaders("arn:stream"))
                .isEmpty();
    }

    @Test
    void anyQuestion_withoutTheRight_isNotKnown() {
        answers.put("ListBackups {\"TableName\":\"T\"}", "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}");

        assertThat(services.backups("T")).isEmpty();
    }

    @Test
    void anyQuestion_otherFault_isNotHidden() {
        answers.put("ListBackups {\"TableName\":\"T\"}", "{\"__type\":\"ValidationException\",\"message\":\"no\"}");

        assertThatThrownBy(() -> services.backups("T")).isInstanceOf(DynamoDbException.class);
    }
}
