package io.touchstream.touch.segment;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Reads pages of segments, consistently, and knows the tables' keys. Safe to share between threads. */
public final class SourceScan {
    private final DynamoDbClient client;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Map<String, List<String>> keyNames = new ConcurrentHashMap<>();

    /**
     * Creates it.
     *
     * @param client waits throttles out
     */
    public SourceScan(DynamoDbClient client, Clock clock, Sleeper sleeper) {
        this.client = client;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Returns a request for the page after the cursor. */
    public ScanRequest.Builder page(
            String table, int segment, int totalSegments, @Nullable Map<String, AttributeValue> cursor, int limit) {
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(table)
                .segment(segment)
                .totalSegments(totalSegments)
                .consistentRead(true)
                .limit(limit);
        return cursor == null ? request : request.exclusiveStartKey(cursor);
    }

    /** Sends a request, within the time given. */
    public ScanResponse read(ScanRequest.Builder request, Instant deadline) throws OutOfTimeException {
        return new Deadline(deadline, clock, sleeper)
                .within(time -> client.scan(request.overrideConfiguration(time).build()));
    }

    /** Returns where the next page begins; null where there is none. */
    public static @Nullable Map<String, AttributeValue> cursor(ScanResponse page) {
        return page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty() ? page.lastEvaluatedKey() : null;
    }

    /** Returns the names of a table's key attributes, partition key first. */
    public List<String> keyNames(String table) {
        return keyNames.computeIfAbsent(
                table,
                name -> client.describeTable(request -> request.tableName(name)).table().keySchema().stream()
                        .map(KeySchemaElement::attributeName)
                        .toList());
    }

    /** Takes the key out of an item of a table. */
    public ItemKey keyOf(String table, Item item) {
        Map<String, AttributeValue> key = new TreeMap<>(item.attributes());
        key.keySet().retainAll(keyNames(table));
        return new ItemKey(key);
    }
}
