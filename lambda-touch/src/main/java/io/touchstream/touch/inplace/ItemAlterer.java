package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Changes single items, each with one conditional update. Never creates an item. Safe to share between threads. */
final class ItemAlterer {
    private final DynamoDbClient client;

    ItemAlterer(DynamoDbClient client) {
        this.client = client;
    }

    /** Tells what became of a change. */
    enum Outcome {
        /** The item was changed. */
        ALTERED,
        /** The item is not there any more. */
        GONE,
        /** The item has changed since it was read, in what the change depends on. */
        CHANGED
    }

    /**
     * What became of a change.
     *
     * @param found the item as it is instead; null but for {@link Outcome#CHANGED}
     * @param units the write capacity units that it took
     */
    record Altered(Outcome outcome, @Nullable Item found, double units) {}

    /** Changes an item, if it is there and as it was when the change was thought out. */
    Altered alter(String table, ItemKey key, Alteration alteration, Duration timeLeft) {
        try {
            UpdateItemResponse response = client.updateItem(request(table, key, alteration)
                    .overrideConfiguration(configuration -> configuration.apiCallTimeout(timeLeft))
                    .build());
            Double units = response.consumedCapacity() == null
                    ? null
                    : response.consumedCapacity().capacityUnits();
            return new Altered(Outcome.ALTERED, null, units == null ? 1 : units);
        } catch (ConditionalCheckFailedException failure) {
            // A failed condition is billed too, at least one unit. Source: developer guide, "Read/write capacity mode".
            return failure.hasItem() && !failure.item().isEmpty()
                    ? new Altered(Outcome.CHANGED, Item.of(failure.item()), 1)
                    : new Altered(Outcome.GONE, null, 1);
        }
    }

    private static UpdateItemRequest.Builder request(String table, ItemKey key, Alteration alteration) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> conditions = new ArrayList<>();
        names.put("#k", key.attributes().keySet().iterator().next());
        conditions.add("attribute_exists(#k)");
        for (Map.Entry<String, Optional<AttributeValue>> expected :
                alteration.expected().entrySet()) {
            String place = place(names, expected.getKey());
            if (expected.getValue().isEmpty()) {
                conditions.add("attribute_not_exists(#" + place + ")");
                continue;
            }
            values.put(":o" + place, expected.getValue().get());
            conditions.add("#" + place + "=:o" + place);
        }
        List<String> sets = new ArrayList<>();
        alteration.sets().forEach((name, value) -> {
            String place = place(names, name);
            values.put(":" + place, value);
            sets.add("#" + place + "=:" + place);
        });
        List<String> removals = alteration.removals().stream()
                .map(name -> "#" + place(names, name))
                .toList();
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key.attributes())
                .updateExpression((sets.isEmpty() ? "" : "SET " + String.join(",", sets))
                        + (removals.isEmpty() ? "" : " REMOVE " + String.join(",", removals)))
                .conditionExpression(String.join(" AND ", conditions))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    /** Returns the placeholder of an attribute's name, without its first sign. */
    private static String place(Map<String, String> names, String attribute) {
        for (Map.Entry<String, String> known : names.entrySet()) {
            if (known.getValue().equals(attribute) && !known.getKey().equals("#k")) {
                return known.getKey().substring(1);
            }
        }
        String place = Integer.toString(names.size(), Character.MAX_RADIX);
        names.put("#" + place, attribute);
        return place;
    }
}
