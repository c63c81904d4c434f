package io.touchstream.operator.procedure;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.Projection;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.KeySchema;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Says what cannot be changed in a table without making it anew, or at great cost: its key and its indexes. For comparison
 * with a definition.
 *
 * @param parts each part's description by its name
 */
record TableShape(Map<String, String> parts) {
    private static final String NONE = "none";

    /** Returns the shape of a table that is there. */
    static TableShape of(TableDescription table) {
        Map<String, String> parts = new TreeMap<>();
        parts.put("key", key(table, table.keySchema()));
        table.globalSecondaryIndexes()
                .forEach(index -> parts.put(
                        "global index " + index.indexName(),
                        key(table, index.keySchema()) + projection(index.projection())));
        table.localSecondaryIndexes()
                .forEach(index -> parts.put(
                        "local index " + index.indexName(),
                        key(table, index.keySchema()) + projection(index.projection())));
        return new TableShape(parts);
    }

    /** Returns the shape that a definition asks for. */
    static TableShape of(TableDefinition definition) {
        Map<String, String> parts = new TreeMap<>();
        parts.put("key", key(definition.key()));
        definition
                .globalSecondaryIndexes()
                .forEach((name, index) -> parts.put("global index " + name, described(index)));
        definition.localSecondaryIndexes().forEach((name, index) -> parts.put("local index " + name, described(index)));
        return new TableShape(parts);
    }

    /** Returns the first part in which this shape differs from the one defined, with both descriptions. */
    Optional<String> difference(TableShape defined) {
        Set<String> names = new LinkedHashSet<>(List.of("key"));
        names.addAll(parts.keySet());
        names.addAll(defined.parts.keySet());
        return names.stream()
                .filter(name -> !in(name).equals(defined.in(name)))
                .findFirst()
                .map(name -> name + ": " + in(name) + ", and the definition has " + defined.in(name));
    }

    private String in(String name) {
        return parts.getOrDefault(name, NONE);
    }

    private static String described(IndexDefinition index) {
        if (index.projection() instanceof Projection.Include include) {
            return key(index.key()) + include(include.attributes());
        }
        return key(index.key()) + (index.projection() instanceof Projection.All ? " ALL" : " KEYS_ONLY");
    }

    private static String projection(software.amazon.awssdk.services.dynamodb.model.Projection projection) {
        return projection.nonKeyAttributes().isEmpty()
                ? " " + projection.projectionTypeAsString()
                : include(projection.nonKeyAttributes());
    }

    private static String include(Collection<String> attributes) {
        return " INCLUDE " + attributes.stream().sorted().toList();
    }

    private static String key(KeySchema key) {
        return key.attributes().stream()
                .map(attribute -> attribute.name() + " " + attribute.type())
                .toList()
                .toString();
    }

    private static String key(TableDescription table, List<KeySchemaElement> key) {
        return key.stream()
                .map(element -> element.attributeName() + " " + typeOf(table, element.attributeName()))
                .toList()
                .toString();
    }

    private static String typeOf(TableDescription table, String attribute) {
        return table.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(AttributeDefinition::attributeTypeAsString)
                .findFirst()
                .orElse("?");
    }
}
