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
 * @param capacity how the table is paid for where it is created on AWS
 * @param warmThroughput what it can take from the start; null for what a new table can take anyway
 */
public record TableDefinition(
        KeySchema key,
        Map<String, IndexDefinition> globalSecondaryIndexes,
        Map<String, IndexDefinition> localSecondaryIndexes,
        @Nullable String timeToLive,
        Capacity capacity,
        @Nullable WarmThroughput warmThroughput) {
    public TableDefinition {
        globalSecondaryIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(globalSecondaryIndexes));
        localSecondaryIndexes = Collections.unmodifiableMap(new LinkedHashMap<>(localSecondaryIndexes));
    }

    /** Describes a table that is paid for by request. */
    public TableDefinition(
            KeySchema key,
            Map<String, IndexDefinition> globalSecondaryIndexes,
            Map<String, IndexDefinition> localSecondaryIndexes,
            @Nullable String timeToLive) {
        this(key, globalSecondaryIndexes, localSecondaryIndexes, timeToLive, new Capacity.OnDemand(), null);
    }

    /** Returns the names of all attributes that are in the key of the table or of an index. */
    public Set<String> indexedAttributes() {
        return Stream.of(globalSecondaryIndexes.values(), localSecondaryIndexes.values())
                .flatMap(Collection::stream)
                .map(IndexDefinition::key)
                .collect(() -> new TreeSet<>(key.names()), (names, index) -> names.addAll(index.names()), Set::addAll);
    }
}
