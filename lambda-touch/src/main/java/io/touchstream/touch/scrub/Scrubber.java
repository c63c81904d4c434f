package io.touchstream.touch.scrub;

import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Removes the provenance from one target item. Never creates an item. Safe to share between threads. */
public final class Scrubber {
    private final DynamoDbClient client;

    public Scrubber(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Says what became of it, and which write capacity units it consumed.
     *
     * @param done false where the item is gone, or carries another provenance by now
     */
    public record Scrubbed(boolean done, double units) {}

    /** Removes the provenance that was seen, with one request. */
    public Scrubbed scrub(String table, ItemKey key, AttributeValue seen, Duration timeLeft) {
        try {
            // INVARIANT: only what was seen is removed, so that nothing which writes provenance still is overtaken.
            return new Scrubbed(
                    true,
                    units(client.updateItem(request -> request.tableName(table)
                                    .key(key.attributes())
                                    .updateExpression("REMOVE #provenance")
                                    .conditionExpression("#provenance = :seen")
                                    .expressionAttributeNames(Map.of("#provenance", Provenance.ATTRIBUTE))
                                    .expressionAttributeValues(Map.of(":seen", seen))
                                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                    .overrideConfiguration(configuration -> configuration.apiCallTimeout(timeLeft)))
                            .consumedCapacity()));
        } catch (ConditionalCheckFailedException changed) {
            // A failed condition is billed too, at least one unit. Source: developer guide, "Read/write capacity mode".
            return new Scrubbed(false, 1);
        }
    }

    private static double units(@Nullable ConsumedCapacity capacity) {
        return capacity == null || capacity.capacityUnits() == null ? 1 : capacity.capacityUnits();
    }
}
