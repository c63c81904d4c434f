package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads items by their keys, consistently, a hundred with one request and several requests side by side.
 *
 * <p>What DynamoDB leaves unprocessed is asked for again, after a growing pause while nothing comes back. Safe to share
 * between threads.
 */
public final class ConsistentReader {
    /** The most keys in one request. Source: API reference, BatchGetItem. */
    static final int KEYS_PER_REQUEST = 100;

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);

    private final DynamoDbClient client;
    private final ExecutorService executor;

    /** Makes a reader whose requests run on the executor's threads, and never on the caller's. */
    public ConsistentReader(DynamoDbClient client, ExecutorService executor) {
        this.client = client;
        this.executor = executor;
    }

    /** Returns the source items of that name which exist. */
    public Map<SourceId, Item> sources(Collection<SourceId> sources, Deadline deadline) throws OutOfTimeException {
        List<TargetKey> keys = sources.stream()
                .map(source -> new TargetKey(source.table(), source.key()))
                .toList();
        Map<SourceId, Item> found = new HashMap<>();
        items(keys, deadline).forEach((key, item) -> found.put(SourceId.of(key.table(), key.key()), item));
        return found;
    }

    /** Returns the items of those keys which exist. */
    public Map<TargetKey, Item> items(Collection<TargetKey> keys, Deadline deadline) throws OutOfTimeException {
        List<TargetKey> distinct = List.copyOf(new HashSet<>(keys));
        List<Future<Map<TargetKey, Item>>> requests = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += KEYS_PER_REQUEST) {
            List<TargetKey> some = distinct.subList(from, Math.min(distinct.size(), from + KEYS_PER_REQUEST));
            requests.add(executor.submit(() -> batch(some, deadline)));
        }
        Map<TargetKey, Item> found = new HashMap<>();
        try {
            for (Future<Map<TargetKey, Item>> request : requests) {
                found.putAll(answer(request));
            }
        } finally {
            requests.forEach(request -> request.cancel(true));
        }
        return found;
    }

    private Map<TargetKey, Item> batch(List<TargetKey> keys, Deadline deadline) throws OutOfTimeException {
        Map<TargetKey, Item> found = new HashMap<>();
        Map<String, KeysAndAttributes> pending = request(keys);
        Duration backoff = FIRST_BACKOFF;
        while (!pending.isEmpty()) {
            BatchGetItemRequest.Builder request = BatchGetItemRequest.builder().requestItems(pending);
            BatchGetItemResponse response = deadline.within(time ->
                    client.batchGetItem(request.overrideConfiguration(time).build()));
            int before = found.size();
            collect(response, keyNames(keys), found);
            pending = response.unprocessedKeys();
            backoff = found.size() > before ? FIRST_BACKOFF : backoff;
            if (!pending.isEmpty()) {
                deadline.pause(backoff);
                backoff = min(backoff.multipliedBy(2), LONGEST_BACKOFF);
            }
        }
        return found;
    }

    private static Map<TargetKey, Item> answer(Future<Map<TargetKey, Item>> request) throws OutOfTimeException {
        try {
            return request.get();
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        } catch (ExecutionException failure) {
            throw Failures.unwrapped(failure);
        }
    }

    private static Map<String, KeysAndAttributes> request(List<TargetKey> keys) {
        Map<String, List<Map<String, AttributeValue>>> byTable = new HashMap<>();
        keys.forEach(key -> byTable.computeIfAbsent(key.table(), table -> new ArrayList<>())
                .add(key.key().attributes()));
        Map<String, KeysAndAttributes> request = new HashMap<>();
        byTable.forEach((table, ofTable) -> request.put(
                table,
                KeysAndAttributes.builder().keys(ofTable).consistentRead(true).build()));
        return request;
    }

    private static Map<String, Set<String>> keyNames(List<TargetKey> keys) {
        Map<String, Set<String>> names = new HashMap<>();
        keys.forEach(
                key -> names.putIfAbsent(key.table(), key.key().attributes().keySet()));
        return names;
    }

    private static void collect(
            BatchGetItemResponse response, Map<String, Set<String>> keyNames, Map<TargetKey, Item> found) {
        response.responses()
                .forEach((table, items) -> items.forEach(attributes -> {
                    Map<String, AttributeValue> key = new HashMap<>(attributes);
                    key.keySet().retainAll(keyNames.getOrDefault(table, Set.of()));
                    found.put(new TargetKey(table, new ItemKey(key)), Item.of(attributes));
                }));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
