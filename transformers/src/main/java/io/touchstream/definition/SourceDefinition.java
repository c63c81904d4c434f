package io.touchstream.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names the tables to migrate from. Their shape may be stated too; only rehearsals, which create them, need it.
 *
 * @param tables the shape stated for each table by its name, null where the file gives the name alone
 */
public record SourceDefinition(Map<String, @Nullable TableDefinition> tables) {
    public SourceDefinition {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** Returns the shape stated for a table, if any. */
    public Optional<TableDefinition> shapeOf(String table) {
        return Optional.ofNullable(tables.get(table));
    }
}
