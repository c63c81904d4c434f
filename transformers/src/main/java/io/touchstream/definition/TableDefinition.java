package io.touchstream.definition;

import io.touchstream.item.KeySchema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
}
