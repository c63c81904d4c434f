package io.touchstream.touch.removal;

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

/** Removes the provenance from target items. Never creates an item. */
public final class ProvenanceRemoval implements Removal {
    private final DynamoDbClient client;

    public ProvenanceRemoval(DynamoDbClient client) {
        this.client = client;
    }

    @Override
    public String attribute() {
        return Provenance.ATTRIBUTE;
    }

    @Override
    public String counted() {
        return "scrubbed";
    }

    @Override
    public boolean isOurs(AttributeValue value) {
        return Provenance.of(Map.of(Provenance.ATTRIBUTE, value)).isPresent();
    }

    @Override
    public Removed remove(String table, ItemKey key, AttributeValue seen, Duration timeLeft) {
        try {
            // INVARIANT: only what was seen is removed, so that nothing which writes provenance still is overtaken.
            return new Removed(
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
            return new Removed(false, 1);
        }
    }

    private static double units(@Nullable ConsumedCapacity capacity) {
        return capacity == null || capacity.capacityUnits() == null ? 1 : capacity.capacityUnits();
    }
}
