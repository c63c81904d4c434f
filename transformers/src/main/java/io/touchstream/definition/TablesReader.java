package io.touchstream.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the source's and the target's tables. */
final class TablesReader {
    private static final List<String> KEYS = List.of("tables");

    private final String controlTable;

    /**
     * Creates a reader.
     *
     * @param migration the migration's name
     */
    TablesReader(String migration) {
        this.controlTable = ControlTableName.of(migration);
    }

    SourceDefinition source(Field source) {
        Field tables = source.required(source.map("a map with tables", KEYS), "tables");
        Map<String, @Nullable TableDefinition> shapes = new LinkedHashMap<>();
        if (tables.isList()) {
            for (Field table : tables.nonEmptyList("at least one table's name")) {
                addName(shapes, table);
            }
            return new SourceDefinition(shapes);
        }
        Map<String, Field> fields = tables.nonEmptyMap("a list of table names, or a map of them to their keys");
        fields.forEach((name, table) -> {
            checkName(name, table);
            shapes.put(name, table.is(YamlNode.ScalarKind.NULL) ? null : TableReader.read(table));
        });
        return new SourceDefinition(shapes);
    }

    TargetDefinition target(Field target, SourceDefinition source) {
        Field tables = target.required(target.map("a map with tables", KEYS), "tables");
        Map<String, TableDefinition> shapes = new LinkedHashMap<>();
        tables.nonEmptyMap("a map of table names to their keys").forEach((name, table) -> {
            checkName(name, table);
            // A table that is changed in place exists already, as a source does.
            boolean exists = source.tables().containsKey(name);
            shapes.put(name, exists ? TableReader.read(table) : TableReader.readTarget(table));
        });
        return new TargetDefinition(shapes);
    }

    private void addName(Map<String, @Nullable TableDefinition> shapes, Field table) {
        String name = table.text(TableReader.NAME, TableReader::isName);
        if (shapes.containsKey(name)) {
            throw table.error("the table " + name + " is named twice");
        }
        checkName(name, table);
        shapes.put(name, null);
    }

    private void checkName(String name, Field table) {
        if (!TableReader.isName(name)) {
            throw table.error("not a table's name, expected " + TableReader.NAME);
        }
        if (name.equals(controlTable)) {
            throw table.error("the table " + name + " is this migration's control table, expected another one");
        }
    }
}
