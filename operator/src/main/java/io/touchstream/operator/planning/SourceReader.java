package io.touchstream.operator.planning;

import io.touchstream.item.Item;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.touch.segment.SourceScan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Reads a source table consistently and at a rate: some items from everywhere in it, or all of them. Holds a page for each of
 * its threads, and nothing else.
 */
final class SourceReader {
    private static final int THREADS = 4;
    private static final int SAMPLED_SEGMENTS = 64;
    private static final int LEAST_SEGMENTS = 4 * THREADS;
    private static final int MOST_SEGMENTS = 1000;
    private static final int ITEMS_PER_SEGMENT = 50_000;
    private static final int PAGE_SIZE = 1000;

    private final DynamoDbClient client;
    private final SourceScan scan;
    private final ReadPace pace;
    private final Stop stop;

    SourceReader(DynamoDbClient client, SourceScan scan, ReadPace pace, Stop stop) {
        this.client = client;
        this.scan = scan;
        this.pace = pace;
        this.stop = stop;
    }

    private record Position(int segment, @Nullable Map<String, AttributeValue> cursor) {}

    /**
     * Reads so many items, an even share from each of the table's segments; fewer where there are not as many.
     *
     * @param pages takes the items of each page
     */
    void sample(String table, int wanted, Consumer<List<Item>> pages) throws InterruptedException {
        int segments = Math.max(1, Math.min(wanted, SAMPLED_SEGMENTS));
        Deque<Position> open = new ArrayDeque<>();
        for (int segment = 0; segment < segments; segment++) {
            open.add(new Position(segment, null));
        }
        int left = wanted;
        while (left > 0 && !open.isEmpty() && !stop.isAsked()) {
            Position position = open.remove();
            int share = (left + open.size()) / (open.size() + 1);
            ScanResponse page = page(table, position, segments, Math.min(share, PAGE_SIZE));
            left -= page.count();
            pages.accept(items(page));
            Map<String, AttributeValue> cursor = SourceScan.cursor(page);
            if (cursor != null) {
                open.add(new Position(position.segment(), cursor));
            }
        }
    }

    /**
     * Reads all items, several segments side by side.
     *
     * @param estimatedItems how many there are, as far as is known
     * @param pages takes the items of each page, from several threads
     */
    void all(String table, long estimatedItems, Consumer<List<Item>> pages) throws InterruptedException {
        int segments = (int) Math.min(MOST_SEGMENTS, Math.max(LEAST_SEGMENTS, estimatedItems / ITEMS_PER_SEGMENT));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int segment = 0; segment < segments; segment++) {
                Position begin = new Position(segment, null);
                work.add(threads.submit(() -> {
                    segment(table, begin, segments, pages);
                    return null;
                }));
            }
            for (Future<?> segment : work) {
                await(segment);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void segment(String table, Position begin, int segments, Consumer<List<Item>> pages)
            throws InterruptedException {
        Position position = begin;
        while (!stop.isAsked()) {
            ScanResponse page = page(table, position, segments, PAGE_SIZE);
            pages.accept(items(page));
            Map<String, AttributeValue> cursor = SourceScan.cursor(page);
            if (cursor == null) {
                return;
            }
            position = new Position(begin.segment(), cursor);
        }
    }

    private ScanResponse page(String table, Position position, int segments, int limit) throws InterruptedException {
        pace.await(stop);
        ScanResponse page = client.scan(scan.page(table, position.segment(), segments, position.cursor(), limit)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build());
        Double units =
                page.consumedCapacity() == null ? null : page.consumedCapacity().capacityUnits();
        pace.consumed(units == null ? 1 : units);
        return page;
    }

    private static List<Item> items(ScanResponse page) {
        return page.items().stream().map(Item::of).toList();
    }

    private static void await(Future<?> segment) throws InterruptedException {
        try {
            segment.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
