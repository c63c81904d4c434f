package io.touchstream.protocol.reverse;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Finds out the keys of the source tables, which a definition need not state. */
public final class SourceKeys {
    private SourceKeys() {}

    /**
     * Returns the key of each source table, as the table has it.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException when a table is not there
     */
    public static Map<String, KeySchema> of(DynamoDbClient client, MigrationDefinition definition) {
        Map<String, KeySchema> keys = new LinkedHashMap<>();
        for (String table : definition.source().tables().keySet()) {
            keys.put(
                    table,
                    key(client.describeTable(request -> request.tableName(table))
                            .table()));
        }
        return keys;
    }

    private static KeySchema key(TableDescription table) {
        List<KeyAttribute> attributes = table.keySchema().stream()
                .map(element -> new KeyAttribute(element.attributeName(), type(table, element.attributeName())))
                .toList();
        return new KeySchema(attributes.get(0), attributes.size() > 1 ? attributes.get(1) : null);
    }

    private static KeyType type(TableDescription table, String attribute) {
        return table.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(AttributeDefinition::attributeTypeAsString)
                .map(KeyType::valueOf)
                .findFirst()
                .orElseThrow();
    }
}
