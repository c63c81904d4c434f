package io.touchstream.touch.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.item.AttributeValues;
import io.touchstream.touch.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** A table of four pages, each of which holds one item: its number. */
class ReadAheadTest {
    private static final int PAGES = 4;
    private static final Instant DEADLINE = VirtualTime.START.plus(Duration.ofMinutes(1));

    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private final VirtualTime time = new VirtualTime();
    private final SourceScan scan = new SourceScan(client, time, time);
    private final List<Integer> reads = new ArrayList<>();
    private final Tasks readers = new Tasks();
    private final ReadAhead pages = new ReadAhead(scan, readers);

    @BeforeEach
    void answer() {
        when(client.scan(any(ScanRequest.class))).thenAnswer(call -> page(call.getArgument(0)));
    }

    @Test
    void read_pageAfterPage_readsEachOnceAndTheNextInAdvance() throws OutOfTimeException {
        assertThat(read(0)).isEqualTo(0);
        assertThat(reads).containsExactly(0, 1);
        assertThat(read(1)).isEqualTo(1);
        assertThat(read(2)).isEqualTo(2);
        assertThat(read(3)).isEqualTo(3);
        assertThat(reads).containsExactly(0, 1, 2, 3);
    }

    /** As a segment that goes on after its checkpoint was lost, or is begun again. */
    @Test
    void read_anotherPageThanTheOneInAdvance_isThatPage() throws OutOfTimeException {
        read(0);
        assertThat(read(3)).isEqualTo(3);
        read(0);
        assertThat(read(0)).isEqualTo(0);
        assertThat(read(2)).isEqualTo(2);
    }

    @Test
    void read_anotherPage_givesUpTheOneInAdvance() throws OutOfTimeException {
        readers.held = true;
        read(0);
        read(2);

        assertThat(readers.begun.get(0).isCancelled()).isTrue();
    }

    @Test
    void close_pageInAdvance_isGivenUp() throws OutOfTimeException {
        readers.held = true;
        read(0);
        pages.close();

        assertThat(readers.begun)
                .singleElement()
                .satisfies(ahead -> assertThat(ahead.isCancelled()).isTrue());
    }

    @Test
    void read_failedInAdvance_isReadAgain() throws OutOfTimeException {
        when(client.scan(any(ScanRequest.class)))
                .thenAnswer(call -> page(call.getArgument(0)))
                .thenThrow(SdkClientException.create("no network"))
                .thenAnswer(call -> page(call.getArgument(0)));
        read(0);

        assertThat(read(1)).isEqualTo(1);
    }

    @Test
    void read_interrupted_isOutOfTimeAndStaysInterrupted() throws OutOfTimeException {
        readers.held = true;
        read(0);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> read(1)).isInstanceOf(OutOfTimeException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private int read(int number) throws OutOfTimeException {
        ScanResponse page = pages.read(
                cursor -> scan.page("Table", 0, 1, cursor, 10), number == 0 ? null : cursor(number - 1), DEADLINE);
        return numberOf(page.items().get(0));
    }

    private ScanResponse page(ScanRequest request) {
        int number = request.hasExclusiveStartKey() ? numberOf(request.exclusiveStartKey()) + 1 : 0;
        reads.add(number);
        ScanResponse.Builder page = ScanResponse.builder().items(List.of(cursor(number)));
        return (number == PAGES - 1 ? page : page.lastEvaluatedKey(cursor(number))).build();
    }

    private static Map<String, AttributeValue> cursor(int number) {
        return Map.of("PK", AttributeValues.number(number));
    }

    private static int numberOf(Map<String, AttributeValue> item) {
        return Integer.parseInt(item.values().iterator().next().n());
    }

    /** Runs what it is given at once, or never. */
    private static final class Tasks extends AbstractExecutorService {
        private final List<Future<?>> begun = new ArrayList<>();
        private boolean held;

        @Override
        public void execute(Runnable task) {
            begun.add((FutureTask<?>) task);
            if (!held) {
                task.run();
            }
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, @Nullable TimeUnit unit) {
            return true;
        }
    }
}
