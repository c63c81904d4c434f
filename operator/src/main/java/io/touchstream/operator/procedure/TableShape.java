package io.touchstream.operator.procedure;

import io.touchstream.definition.TableDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
        return of(TableWords.key(table), TableWords.globalIndexes(table), TableWords.localIndexes(table));
    }

    /** Returns the shape that a definition asks for. */
    static TableShape of(TableDefinition definition) {
        return of(
                TableWords.key(definition.key()),
                TableWords.indexes(definition.globalSecondaryIndexes()),
                TableWords.indexes(definition.localSecondaryIndexes()));
    }

    private static TableShape of(String key, Map<String, String> global, Map<String, String> local) {
        Map<String, String> parts = new TreeMap<>();
        parts.put("key", key);
        global.forEach((name, index) -> parts.put("global index " + name, index));
        local.forEach((name, index) -> parts.put("local index " + name, index));
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
}
