package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A source table.
 *
 * @param form how an item is written: as it is, or, where items change in place, as they are to be
 */
record SourceStore(DynamoDbClient client, String table, KeySchema key, UnaryOperator<Item> form) implements Store {
    @Override
    public boolean holds(Item item) {
        return true;
    }

    @Override
    public void put(@Nullable Item before, Item item) {
        client.putItem(request -> request.tableName(table).item(form.apply(item).attributes()));
    }

    @Override
    public void set(Item item, String attribute, AttributeValue value) {
        client.updateItem(request -> request.tableName(table)
                .key(key.keyOf(item).attributes())
                .updateExpression("SET #attribute = :value")
                .expressionAttributeNames(Map.of("#attribute", attribute))
                .expressionAttributeValues(Map.of(":value", value)));
    }

    @Override
    public void delete(Item item) {
        client.deleteItem(
                request -> request.tableName(table).key(key.keyOf(item).attributes()));
    }
}
