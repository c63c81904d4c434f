package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Fills a source table, and keeps a fair sample of what it wrote. Used by one thread. */
final class Seeder {
    private static final int BATCH = 25;

    private final DynamoDbClient client;
    private final String table;
    private final Variations variations;
    private final RandomGenerator random;
    private final int sampleSize;
    private final Map<ItemKey, Item> batch = new LinkedHashMap<>();
    private final List<Item> sample = new ArrayList<>();
    private long seen;

    Seeder(DynamoDbClient client, String table, Variations variations, RandomGenerator random, int sampleSize) {
        this.client = client;
        this.table = table;
        this.variations = variations;
        this.random = random;
        this.sampleSize = sampleSize;
    }

    /** Adds an item; one of the same key replaces it. */
    void add(Item item) {
        batch.put(variations.keyOf(item), item);
        sample(item);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** Writes what is still to be written. */
    void flush() {
        List<WriteRequest> requests = batch.values().stream()
                .map(item -> WriteRequest.builder()
                        .putRequest(PutRequest.builder().item(item.attributes()).build())
                        .build())
                .toList();
        batch.clear();
        Map<String, List<WriteRequest>> pending = requests.isEmpty() ? Map.of() : Map.of(table, requests);
        while (!pending.isEmpty()) {
            Map<String, List<WriteRequest>> asked = pending;
            pending = client.batchWriteItem(request -> request.requestItems(asked))
                    .unprocessedItems();
        }
    }

    /** Returns how many items were added. */
    long added() {
        return seen;
    }

    /** Returns the sample: each item was as likely to be in it as any other. */
    List<Item> sample() {
        return List.copyOf(sample);
    }

    private void sample(Item item) {
        seen++;
        if (sample.size() < sampleSize) {
            sample.add(item);
            return;
        }
        long place = random.nextLong(seen);
        if (place < sampleSize) {
            sample.set((int) place, item);
        }
    }
}
