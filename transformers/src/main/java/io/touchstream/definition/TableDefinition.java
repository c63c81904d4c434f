package io.touchstream.definition;

import io.touchstream.item.KeySchema;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes a table.
 *
 * @param key the primary key
 * @param globalSecondaryIndexes the global indexes by name
 * @param localSecondaryIndexes the local indexes by name; each has the table's partition key
 * @param timeToLive the attribute that holds the time of expiry, in seconds since the epoch; null for none
 */
public record TableDefinition(
        KeySchema key,
        Map<String, IndexDefinition> globalSecondaryIndexes,
        Map<String, IndexDefinition> localSecondaryIndexes,
        @Nullable String timeToLive) {
    public TableDefinition {
        globalSecondaryIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(globalSecondaryIndexes));
        localSecondaryIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(localSecondaryIndexes));
    }

    /** Returns the names of all attributes that are in the key of the table or of an index. */
    public Set<String> indexedAttributes() {
        return Stream.of(globalSecondaryIndexes.values(), localSecondaryIndexes.values())
                .flatMap(Collection::stream)
                .map(IndexDefinition::key)
                .collect(() -> new TreeSet<>(key.names()), (names, index) -> names.addAll(index.names()), Set::addAll);
    }
}
