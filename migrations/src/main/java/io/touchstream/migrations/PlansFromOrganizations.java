package io.touchstream.migrations;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Takes each organisation's plan out into an item of its own. */
public final class PlansFromOrganizations implements Transformer {
    private static final String TABLE = "OrgsV2";
    private static final AttributeValue ORGANIZATION = AttributeValues.string("Organization");

    @Override
    public List<TargetWrite> transform(SourceItem source) {
        Item item = source.item();
        if (!item.get("Type").filter(ORGANIZATION::equals).isPresent()) {
            return List.of(new TargetWrite(TABLE, item));
        }
        String key = "PLAN#" + required(item, "PK").s();
        Item plan = Item.of(Map.of(
                "PK", AttributeValues.string(key),
                "SK", AttributeValues.string(key),
                "Type", AttributeValues.string("Plan"),
                "Name", required(item, "PlanName"),
                "Seats", required(item, "Seats")));
        return List.of(
                new TargetWrite(TABLE, item.without(List.of("PlanName", "Seats"))), new TargetWrite(TABLE, plan));
    }

    private static AttributeValue required(Item item, String name) {
        return item.get(name).orElseThrow(() -> new TransformException("attribute " + name + " is missing"));
    }
}
