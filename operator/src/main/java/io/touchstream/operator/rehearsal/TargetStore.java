package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The target tables, for the application's new version: it writes what the transformation says of an item. */
record TargetStore(DynamoDbClient client, Transformation transformation, String sourceTable) implements Store {
    /** What is dropped, or cannot be transformed, is not to be found in the target. */
    @Override
    public boolean holds(Item item) {
        return !images(item).isEmpty();
    }

    @Override
    public void put(@Nullable Item before, Item item) {
        Set<Object> kept = new HashSet<>();
        for (TargetImage image : images(item)) {
            client.putItem(request ->
                    request.tableName(image.key().table()).item(image.item().attributes()));
            kept.add(image.key());
        }
        if (before != null) {
            images(before).stream().filter(image -> !kept.contains(image.key())).forEach(this::delete);
        }
    }

    @Override
    public void set(Item item, String attribute, AttributeValue value) {
        for (TargetImage image : images(item.with(attribute, value))) {
            if (!image.item().get(attribute).equals(Optional.of(value))) {
                put(item, item.with(attribute, value));
                return;
            }
            client.updateItem(request -> request.tableName(image.key().table())
                    .key(image.key().key().attributes())
                    .updateExpression("SET #attribute = :value")
                    .expressionAttributeNames(Map.of("#attribute", attribute))
                    .expressionAttributeValues(Map.of(":value", value)));
        }
    }

    @Override
    public void delete(Item item) {
        images(item).forEach(this::delete);
    }

    private void delete(TargetImage image) {
        client.deleteItem(request ->
                request.tableName(image.key().table()).key(image.key().key().attributes()));
    }

    private List<TargetImage> images(Item item) {
        try {
            return transformation.apply(new SourceItem(sourceTable, item), 0).images();
        } catch (TransformException untransformable) {
            return List.of();
        }
    }
}
