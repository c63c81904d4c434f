package io.touchstream.touch.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.touch.segment.Sleeper;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

class PatientClientTest {
    private final List<Duration> slept = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();

    /** One operation, and what the client behind answers to it. */
    record Operation(Function<DynamoDbClient, Object> call, Object response) {
        @Override
        public String toString() {
            return response.getClass().getSimpleName();
        }
    }

    static List<Operation> operations() {
        return List.of(
                new Operation(
                        client -> client.batchGetItem(
                                BatchGetItemRequest.builder().build()),
                        BatchGetItemResponse.builder().build()),
                new Operation(
                        client -> client.deleteItem(DeleteItemRequest.builder().build()),
                        DeleteItemResponse.builder().build()),
                new Operation(
                        client -> client.describeTable(
                                DescribeTableRequest.builder().build()),
                        DescribeTableResponse.builder().build()),
                new Operation(
                        client -> client.getItem(GetItemRequest.builder().build()),
                        GetItemResponse.builder().build()),
                new Operation(
                        client -> client.putItem(PutItemRequest.builder().build()),
                        PutItemResponse.builder().build()),
                new Operation(
                        client -> client.query(QueryRequest.builder().build()),
                        QueryResponse.builder().build()),
                new Operation(
                        client -> client.scan(ScanRequest.builder().build()),
                        ScanResponse.builder().build()),
                new Operation(
                        client -> client.transactWriteItems(
                                TransactWriteItemsRequest.builder().build()),
                        TransactWriteItemsResponse.builder().build()),
                new Operation(
                        client -> client.updateItem(UpdateItemRequest.builder().build()),
                        UpdateItemResponse.builder().build()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void call_throttledTwice_answersAsTheClientBehindDoes(Operation operation) {
        DynamoDbClient patient = patient(2, operation.response(), slept::add);

        assertThat(operation.call().apply(patient)).isSameAs(operation.response());
        assertThat(requests).hasValue(3);
        assertThat(slept).hasSize(2);
    }

    @Test
    void call_throttledForever_waitsLongerAndLongerForHalfAMinute() {
        DynamoDbClient patient = patient(Integer.MAX_VALUE, "none", slept::add);

        assertThatThrownBy(() -> patient.scan(ScanRequest.builder()
                        .overrideConfiguration(time -> time.apiCallTimeout(Duration.ofMinutes(10)))
                        .build()))
                .isInstanceOf(ThrottlingException.class);
        assertThat(slept.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        assertThat(slept).hasSizeLessThan(30);
    }

    @Test
    void call_interruptedWhileItWaits_endsAndStaysInterrupted() {
        DynamoDbClient patient = patient(1, "none", pause -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> patient.scan(ScanRequest.builder().build())).isInstanceOf(AbortedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(requests).hasValue(1);
    }

    private DynamoDbClient patient(int throttles, Object response, Sleeper sleeper) {
        DynamoDbClient behind = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, values) -> {
                    if (requests.incrementAndGet() <= throttles) {
                        throw ThrottlingException.builder().message("slow down").build();
                    }
                    return response;
                });
        return new PatientClient(behind, sleeper, new Backoff(new Random(1)));
    }
}
