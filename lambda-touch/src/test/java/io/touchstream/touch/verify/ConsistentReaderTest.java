package io.touchstream.touch.verify;

import static io.touchstream.touch.verify.Migration.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.item.ItemKey;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

class ConsistentReaderTest {
    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final ManualTime time = new ManualTime();
    private final Deadline deadline = new Deadline(time.instant().plusSeconds(60), time, time);
    private final ConsistentReader reader = new ConsistentReader(client, executor);
    private final List<BatchGetItemRequest> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void items_unprocessedKeys_asksForThemAgainAfterPausesThatGrowWithoutProgress() throws Exception {
        answer(request -> switch (requests.size()) {
            case 1, 3 -> response(List.of(), keys(request));
            case 2 -> response(keys(request).subList(0, 1), keys(request).subList(1, 3));
            default -> response(keys(request), List.of());
        });

        assertThat(reader.items(List.of(key(1), key(2), key(3)), deadline)).containsOnlyKeys(key(1), key(2), key(3));
        assertThat(requests).extracting(request -> keys(request).size()).containsExactly(3, 3, 2, 2);
        assertThat(time.slept()).containsExactly(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void items_manyKeys_asksForAHundredAtATimeConsistently() throws Exception {
        answer(request -> response(keys(request), List.of()));
        List<TargetKey> keys = new ArrayList<>(
                IntStream.range(0, 250).mapToObj(ConsistentReaderTest::key).toList());
        keys.add(key(0));

        assertThat(reader.items(keys, deadline)).hasSize(250);
        assertThat(requests).extracting(request -> keys(request).size()).containsExactlyInAnyOrder(100, 100, 50);
        assertThat(requests)
                .allSatisfy(
                        request -> assertThat(ofTable(request).consistentRead()).isTrue());
    }

    @Test
    void items_neverProcessed_endsInTime() {
        answer(request -> response(List.of(), keys(request)));

        assertThatThrownBy(() -> reader.items(List.of(key(1)), deadline)).isInstanceOf(OutOfTimeException.class);
        assertThat(time.total()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(59));
    }

    @Test
    void items_requestTakesAllTheTime_isOutOfTime() {
        when(client.batchGetItem(any(BatchGetItemRequest.class))).thenThrow(ApiCallTimeoutException.create(1000));

        assertThatThrownBy(() -> reader.items(List.of(key(1)), deadline)).isInstanceOf(OutOfTimeException.class);
    }

    @Test
    void items_failedRequest_isThrown() {
        when(client.batchGetItem(any(BatchGetItemRequest.class)))
                .thenThrow(ProvisionedThroughputExceededException.builder()
                        .message("too much")
                        .build());

        assertThatThrownBy(() -> reader.items(List.of(key(1)), deadline))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
    }

    @Test
    void items_noTimeLeft_sendsNothing() {
        Deadline passed = new Deadline(time.instant(), time, time);

        assertThatThrownBy(() -> reader.items(List.of(key(1)), passed)).isInstanceOf(OutOfTimeException.class);
        assertThat(requests).isEmpty();
    }

    private void answer(Function<BatchGetItemRequest, BatchGetItemResponse> answer) {
        when(client.batchGetItem(any(BatchGetItemRequest.class))).thenAnswer(call -> {
            BatchGetItemRequest request = call.getArgument(0);
            assertThat(request.overrideConfiguration().orElseThrow().apiCallTimeout())
                    .isPresent();
            requests.add(request);
            return answer.apply(request);
        });
    }

    private static BatchGetItemResponse response(
            List<Map<String, AttributeValue>> found, List<Map<String, AttributeValue>> unprocessed) {
        return BatchGetItemResponse.builder()
                .responses(Map.of("T", found))
                .unprocessedKeys(
                        unprocessed.isEmpty()
                                ? Map.of()
                                : Map.of(
                                        "T",
                                        KeysAndAttributes.builder()
                                                .keys(unprocessed)
                                                .consistentRead(true)
                                                .build()))
                .build();
    }

    private static List<Map<String, AttributeValue>> keys(BatchGetItemRequest request) {
        return ofTable(request).keys();
    }

    private static KeysAndAttributes ofTable(BatchGetItemRequest request) {
        return Objects.requireNonNull(request.requestItems().get("T"));
    }

    private static TargetKey key(int number) {
        return new TargetKey("T", new ItemKey(item("a", "" + number).attributes()));
    }
}
