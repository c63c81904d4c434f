package io.touchstream.operator.procedure;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.KeySchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Words the shape of tables that are there and of those that are defined alike, so that they can be compared. */
public final class TableWords {
    private TableWords() {}

    /** Words a table's key, such as {@code PK S, SK S}. */
    public static String key(TableDescription table) {
        return key(table, table.keySchema());
    }

    /** Words a defined key. */
    public static String key(KeySchema key) {
        return key.attributes().stream()
                .map(attribute -> attribute.name() + " " + attribute.type())
                .collect(Collectors.joining(", "));
    }

    /** Words a table's indexes by name: key and projection. */
    public static Map<String, String> indexes(TableDescription table) {
        Map<String, String> indexes = globalIndexes(table);
        indexes.putAll(localIndexes(table));
        return indexes;
    }

    /** Words a table's global indexes by name. */
    static Map<String, String> globalIndexes(TableDescription table) {
        Map<String, String> indexes = new TreeMap<>();
        table.globalSecondaryIndexes()
                .forEach(index ->
                        indexes.put(index.indexName(), key(table, index.keySchema()) + projection(index.projection())));
        return indexes;
    }

    /** Words a table's local indexes by name. */
    static Map<String, String> localIndexes(TableDescription table) {
        Map<String, String> indexes = new TreeMap<>();
        table.localSecondaryIndexes()
                .forEach(index ->
                        indexes.put(index.indexName(), key(table, index.keySchema()) + projection(index.projection())));
        return indexes;
    }

    /** Words a definition's indexes by name. */
    public static Map<String, String> indexes(TableDefinition definition) {
        Map<String, String> indexes = indexes(definition.globalSecondaryIndexes());
        indexes.putAll(indexes(definition.localSecondaryIndexes()));
        return indexes;
    }

    /** Words defined indexes by name. */
    static Map<String, String> indexes(Map<String, IndexDefinition> defined) {
        Map<String, String> indexes = new TreeMap<>();
        defined.forEach((name, index) -> indexes.put(name, key(index.key()) + projection(index)));
        return indexes;
    }

    private static String key(TableDescription table, List<KeySchemaElement> key) {
        Map<String, String> types = table.attributeDefinitions().stream()
                .collect(Collectors.toMap(
                        AttributeDefinition::attributeName, AttributeDefinition::attributeTypeAsString));
        return key.stream()
                .map(element -> element.attributeName() + " " + types.get(element.attributeName()))
                .collect(Collectors.joining(", "));
    }

    private static String projection(Projection projection) {
        return projection.projectionType() == ProjectionType.INCLUDE
                ? included(projection.nonKeyAttributes())
                : " (" + projection.projectionTypeAsString() + ")";
    }

    private static String projection(IndexDefinition index) {
        if (index.projection() instanceof io.touchstream.definition.Projection.Include include) {
            return included(include.attributes());
        }
        return index.projection() instanceof io.touchstream.definition.Projection.All ? " (ALL)" : " (KEYS_ONLY)";
    }

    private static String included(List<String> attributes) {
        return " (INCLUDE " + attributes.stream().sorted().toList() + ")";
    }
}
