package io.touchstream.touch.prepare;

import io.touchstream.item.ItemKey;
import io.touchstream.protocol.RunToken;
import io.touchstream.touch.mark.Toucher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/**
 * Touches one existing item with a canary token, for sync to report.
 *
 * <p>An empty table has nothing to touch, and needs no canary: what is written to it from now on is in the stream, which
 * is read from its oldest record.
 */
public final class CanaryRelease {
    private static final int PAGE = 20;

    private final DynamoDbClient client;
    private final Toucher toucher;

    public CanaryRelease(DynamoDbClient client, Toucher toucher) {
        this.client = client;
        this.toucher = toucher;
    }

    /** Touches the first item that can be touched, and returns its key; nothing where the table has none. */
    public Optional<ItemKey> release(String table, RunToken token) {
        List<String> names = client.describeTable(request -> request.tableName(table)).table().keySchema().stream()
                .map(KeySchemaElement::attributeName)
                .toList();
        return client
                .scanPaginator(request -> request.tableName(table).limit(PAGE).consistentRead(true))
                .items()
                .stream()
                .map(item -> key(item, names))
                .filter(key -> toucher.touchOne(table, key, token) == Toucher.Outcome.TOUCHED)
                .findFirst();
    }

    private static ItemKey key(Map<String, AttributeValue> item, List<String> names) {
        Map<String, AttributeValue> key = new TreeMap<>(item);
        key.keySet().retainAll(names);
        return new ItemKey(key);
    }
}
