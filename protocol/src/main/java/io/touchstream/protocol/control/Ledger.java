package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.transformation.TargetKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * States the ledger's rows: for each source item the version that was applied last, and the target items that this version
 * has put so far. A row outlives the target items, so that there is something to compare with after a delete.
 *
 * <p>Each row has a partition of its own. Safe to share between threads.
 */
public final class Ledger {
    private static final String PARTITION_PREFIX = "LEDGER#";
    private static final String SORT = "LEDGER";
    private static final String VERSION = "version";
    private static final String KEYS = "keys";
    private static final int MAXIMUM_PARTITION_KEY_BYTES = 2048;
    private static final int MAXIMUM_KEY_BYTES = 100;

    private final String table;

    public Ledger(ControlTable control) {
        this.table = control.name();
    }

    /**
     * What a row says.
     *
     * @param version the version that was applied last
     * @param keys the names of the target items that it has put
     */
    public record Row(Version version, Set<String> keys) {
        public Row {
            keys = Set.copyOf(keys);
        }

        /** Reads a row. */
        public static Row of(Map<String, AttributeValue> row) {
            AttributeValue version = row.get(VERSION);
            if (version == null || version.s() == null) {
                throw new IllegalStateException("control row without " + VERSION);
            }
            AttributeValue keys = row.get(KEYS);
            return new Row(new Version(version.s()), keys == null ? Set.of() : Set.copyOf(keys.ss()));
        }

        /** Tells whether this version has put that target item. */
        public boolean hasPut(TargetKey key) {
            return keys.contains(name(key));
        }
    }

    /** Returns the update that records a version where none, or an older one, was recorded. */
    public Update first(Provenance change, Collection<TargetKey> puts) {
        // INVARIANT 6, also where the target item is gone: older never beats newer.
        String condition = "attribute_not_exists(#version) OR #version < :version";
        if (puts.isEmpty()) {
            return update(change, puts, "SET #version = :version REMOVE #keys", condition);
        }
        return update(change, puts, "SET #version = :version, #keys = :keys", condition);
    }

    /** Returns the update that records more target items of a version which was recorded; each of them passes once. */
    public Update further(Provenance change, Collection<TargetKey> puts) {
        String same = "#version = :version";
        if (puts.isEmpty()) {
            return update(change, puts, "SET #version = :version", same);
        }
        String again = String.join(
                " OR ",
                puts.stream()
                        .map(key -> "contains(#keys, " + value(puts, key) + ")")
                        .toList());
        return update(change, puts, "ADD #keys :keys", same + " AND NOT (" + again + ")");
    }

    /** Returns the update that lets target items of exactly the recorded version be put again. */
    public Update again(Provenance change, Collection<TargetKey> puts) {
        return update(change, puts, "ADD #keys :keys", "#version = :version");
    }

    /** Reads the version that was recorded last for a source item. */
    public Optional<Version> version(DynamoDbClient client, SourceId source) {
        Map<String, AttributeValue> row = client.getItem(
                        request -> request.tableName(table).key(key(source)).consistentRead(true))
                .item();
        return row.isEmpty() ? Optional.empty() : Optional.of(Row.of(row).version());
    }

    private Update update(Provenance change, Collection<TargetKey> puts, String update, String condition) {
        Map<String, String> names = new HashMap<>(Map.of("#version", VERSION));
        if ((update + condition).contains("#keys")) {
            names.put("#keys", KEYS);
        }
        return Update.builder()
                .tableName(table)
                .key(key(change.source()))
                .updateExpression(update)
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values(change, puts, condition))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private static Map<String, AttributeValue> values(Provenance change, Collection<TargetKey> puts, String condition) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":version", AttributeValues.string(change.version().text()));
        if (!puts.isEmpty()) {
            values.put(
                    ":keys",
                    AttributeValue.fromSs(puts.stream().map(Ledger::name).toList()));
        }
        for (TargetKey key : puts) {
            if (condition.contains("contains")) {
                values.put(value(puts, key), AttributeValues.string(name(key)));
            }
        }
        return values;
    }

    private static String value(Collection<TargetKey> puts, TargetKey key) {
        return ":key" + List.copyOf(puts).indexOf(key);
    }

    private static Map<String, AttributeValue> key(SourceId source) {
        int room = MAXIMUM_PARTITION_KEY_BYTES - PARTITION_PREFIX.length();
        return ControlTable.key(PARTITION_PREFIX + shortened(source.text(), room), SORT);
    }

    private static String name(TargetKey key) {
        return shortened(Rows.text(key), MAXIMUM_KEY_BYTES);
    }

    /** A text of a table and a key has a slash, a digest has none: so neither can pass for the other. */
    private static String shortened(String text, int maximumBytes) {
        return text.getBytes(StandardCharsets.UTF_8).length <= maximumBytes ? text : Rows.digest(text);
    }
}
