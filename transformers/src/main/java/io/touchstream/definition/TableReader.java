package io.touchstream.definition;

import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.item.ReservedAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the shape of a table: its key, its indexes and its time to live. */
final class TableReader {
    static final String NAME = "a name of 3 to 255 characters out of A-Z a-z 0-9 _ . -";

    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
    private static final List<String> KEYS =
            List.of("partitionKey", "sortKey", "globalSecondaryIndexes", "localSecondaryIndexes", "timeToLive");
    private static final List<String> TARGET_KEYS = Stream.concat(
                    KEYS.stream(), Stream.of("capacity", "warmThroughput"))
            .toList();
    private static final List<String> TYPES = List.of("S", "N", "B");
    private static final String KEY = "a map of one attribute name to its type, such as {PK: S}";
    private static final int LONGEST_KEY_NAME = 255;
    /** Source: developer guide, quotas of secondary indexes. */
    private static final int MOST_GLOBAL_INDEXES = 20;

    private static final int MOST_LOCAL_INDEXES = 5;

    private final Field table;
    private final Map<String, KeyType> types = new HashMap<>();

    private TableReader(Field table) {
        this.table = table;
    }

    /** Reads a source table, which exists already. */
    static TableDefinition read(Field table) {
        return new TableReader(table).read(KEYS);
    }

    /** Reads a target table, which is created and so has a capacity too. */
    static TableDefinition readTarget(Field table) {
        return new TableReader(table).read(TARGET_KEYS);
    }

    static boolean isName(String text) {
        return NAME_FORM.matcher(text).matches();
    }

    private TableDefinition read(List<String> keys) {
        Map<String, Field> fields = table.map("a map with partitionKey and perhaps sortKey and indexes", keys);
        KeySchema key = keySchema(table.required(fields, "partitionKey"), fields.get("sortKey"));
        Map<String, IndexDefinition> global = new LinkedHashMap<>();
        Map<String, IndexDefinition> local = new LinkedHashMap<>();
        Field globalIndexes = fields.get("globalSecondaryIndexes");
        if (globalIndexes != null) {
            indexes(globalIndexes, "global", MOST_GLOBAL_INDEXES)
                    .forEach((name, index) -> global.put(name, globalIndex(index)));
        }
        Field localIndexes = fields.get("localSecondaryIndexes");
        if (localIndexes != null) {
            localIndexes(localIndexes, key, global.keySet())
                    .forEach((name, index) -> local.put(name, localIndex(index, key)));
        }
        Capacity capacity = CapacityReader.capacity(fields.get("capacity"));
        return new TableDefinition(
                key,
                global,
                local,
                timeToLive(fields.get("timeToLive")),
                capacity,
                CapacityReader.warmThroughput(fields.get("warmThroughput"), capacity));
    }

    private static Map<String, Field> indexes(Field field, String kind, int most) {
        Map<String, Field> indexes = field.map("a map of index names to their keys");
        if (indexes.size() > most) {
            throw field.error("found " + indexes.size() + " " + kind + " indexes, DynamoDB allows " + most);
        }
        indexes.forEach((name, index) -> {
            if (!isName(name)) {
                throw index.error("not an index's name, expected " + NAME);
            }
        });
        return indexes;
    }

    private IndexDefinition globalIndex(Field index) {
        Map<String, Field> fields =
                index.map("a map with partitionKey", List.of("partitionKey", "sortKey", "projection"));
        KeySchema key = keySchema(index.required(fields, "partitionKey"), fields.get("sortKey"));
        return new IndexDefinition(key, ProjectionReader.read(fields.get("projection")));
    }

    private IndexDefinition localIndex(Field index, KeySchema tableKey) {
        Map<String, Field> fields = index.map("a map with sortKey", List.of("sortKey", "projection"));
        Field sortKey = index.required(fields, "sortKey");
        KeyAttribute attribute = keyAttribute(sortKey);
        return new IndexDefinition(
                schema(sortKey, tableKey.partitionKey(), attribute), ProjectionReader.read(fields.get("projection")));
    }

    private static Map<String, Field> localIndexes(Field local, KeySchema tableKey, Set<String> globalNames) {
        Map<String, Field> indexes = indexes(local, "local", MOST_LOCAL_INDEXES);
        if (tableKey.sortKey() == null && !indexes.isEmpty()) {
            throw local.error("a local index needs a table with a sort key");
        }
        Set<String> twice = new HashSet<>(globalNames);
        twice.retainAll(indexes.keySet());
        for (String name : twice) {
            throw local.error("the name " + name + " is that of a global index already");
        }
        return indexes;
    }

    private KeySchema keySchema(Field partitionKey, @Nullable Field sortKey) {
        KeyAttribute partition = keyAttribute(partitionKey);
        return sortKey == null ? new KeySchema(partition, null) : schema(sortKey, partition, keyAttribute(sortKey));
    }

    private static KeySchema schema(Field sortKey, KeyAttribute partition, KeyAttribute sort) {
        if (partition.name().equals(sort.name())) {
            throw sortKey.error("the attribute " + sort.name() + " is the partition key already");
        }
        return new KeySchema(partition, sort);
    }

    private KeyAttribute keyAttribute(Field field) {
        Map<String, Field> entries = field.map(KEY);
        if (entries.size() != 1) {
            throw field.error("found a map of " + entries.size() + " entries, expected " + KEY);
        }
        String name = entries.keySet().iterator().next();
        Field type = entries.values().iterator().next();
        if (name.isEmpty() || name.length() > LONGEST_KEY_NAME) {
            throw type.error("a key attribute's name has 1 to " + LONGEST_KEY_NAME + " characters");
        }
        if (ReservedAttributes.isReserved(name)) {
            throw type.error("this attribute name is reserved");
        }
        KeyType keyType = KeyType.valueOf(type.text("S, N or B", TYPES::contains));
        KeyType known = types.putIfAbsent(name, keyType);
        if (known != null && known != keyType) {
            throw type.error("found type " + keyType + ", but another key of this table has it as " + known);
        }
        return new KeyAttribute(name, keyType);
    }

    private @Nullable String timeToLive(@Nullable Field field) {
        return field == null ? null : field.text("an attribute's name", name -> !name.isEmpty());
    }
}
