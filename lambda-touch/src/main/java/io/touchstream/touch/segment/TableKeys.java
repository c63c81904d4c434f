package io.touchstream.touch.segment;

import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Reads a table's key out of its description. */
public final class TableKeys {
    private TableKeys() {}

    /** Returns the key of the table described. */
    public static KeySchema of(TableDescription description) {
        List<KeyAttribute> attributes = description.keySchema().stream()
                .map(key -> new KeyAttribute(key.attributeName(), typeOf(description, key.attributeName())))
                .toList();
        return new KeySchema(attributes.get(0), attributes.size() > 1 ? attributes.get(1) : null);
    }

    private static KeyType typeOf(TableDescription description, String attribute) {
        return description.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(AttributeDefinition::attributeTypeAsString)
                .map(KeyType::valueOf)
                .findFirst()
                .orElseThrow();
    }
}
