package io.touchstream.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.sync.report.ThrottleBeats;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.utils.AttributeMap;

/** Throttles as the SDK's client meets them on the wire, which DynamoDB Local never sends. */
class ThrottleBeatsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final String TYPE = "com.amazonaws.dynamodb.v20120810#";

    private final SyncHeartbeats heartbeats = mock(SyncHeartbeats.class);
    private final ThrottleBeats throttles = new ThrottleBeats(Clock.fixed(NOW, ZoneOffset.UTC), () -> "one");
    private final Deque<String> refusals = new ArrayDeque<>();
    private final DynamoDbClient client = SyncClients.dynamoDb(
            4,
            builder -> builder.region(Region.EU_WEST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                    .httpClientBuilder(new Answers()),
            throttles);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void put_throttled_isReportedOnceASecondAndTriedAgain() {
        throttles.reportTo(heartbeats);
        refusals.addAll(
                List.of(refusal("ProvisionedThroughputExceededException", ""), refusal("ThrottlingException", "")));

        assertThat(put()).isNotNull();

        verify(heartbeats, times(1)).throttled("one", NOW);
    }

    @Test
    void transaction_cancelledByAThrottle_isReportedAndTriedAgain() {
        throttles.reportTo(heartbeats);
        refusals.add(refusal(
                "TransactionCanceledException",
                ",\"CancellationReasons\":[{\"Code\":\"None\"},{\"Code\":\"ThrottlingError\"}]"));

        TransactWriteItem part = TransactWriteItem.builder()
                .delete(Delete.builder().tableName("T").key(key()).build())
                .build();
        assertThat(client.transactWriteItems(request -> request.transactItems(part)))
                .isNotNull();

        verify(heartbeats).throttled("one", NOW);
    }

    @Test
    void test_otherFailures_areNoThrottles() {
        throttles.reportTo(heartbeats);

        assertThat(throttles.test(ConditionalCheckFailedException.builder().build()))
                .isFalse();
        assertThat(throttles.test(new IllegalStateException())).isFalse();
        verifyNoInteractions(heartbeats);
    }

    @Test
    void test_reportFailsOrHasNoDestination_isStillAThrottle() {
        assertThat(throttles.test(throttle())).isTrue();
        throttles.reportTo(heartbeats);
        doThrow(SdkClientException.create("unreachable")).when(heartbeats).throttled(any(), eq(NOW));

        assertThat(throttles.test(throttle())).isTrue();

        verify(heartbeats).throttled("one", NOW);
    }

    private SdkResponse put() {
        return client.putItem(request -> request.tableName("T").item(key()));
    }

    private static Map<String, AttributeValue> key() {
        return Map.of("id", AttributeValue.fromS("1"));
    }

    private static Throwable throttle() {
        return ProvisionedThroughputExceededException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ProvisionedThroughputExceededException")
                        .build())
                .build();
    }

    private static String refusal(String name, String more) {
        return "{\"__type\":\"" + TYPE + name + "\",\"message\":\"no\"" + more + "}";
    }

    private final class Answers implements SdkHttpClient.Builder<Answers> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new Answering();
        }
    }

    /** Answers with the next refusal, and with success when there is none left. */
    private final class Answering implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            String refusal = refusals.poll();
            String body = refusal == null ? "{}" : refusal;
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(refusal == null ? 200 : 400)
                                    .build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
