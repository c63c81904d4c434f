package io.touchstream.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes the tables to migrate to, by name, in the file's order. */
public record TargetDefinition(Map<String, TableDefinition> tables) {
    public TargetDefinition {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }
}
