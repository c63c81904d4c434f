package io.touchstream.simulator.service;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A key in the order of a table: by the hash of the partition key, then by the sort key. */
record Row(long hash, String partition, AttributeValue sort, String text) implements Comparable<Row> {
    /** Hashes are below this. */
    static final long HASHES = 1L << 32;

    static Row of(List<String> names, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new HashMap<>();
        for (String name : names) {
            AttributeValue value = item.get(name);
            if (value == null) {
                throw Failures.validation("One of the required keys was not given a value");
            }
            key.put(name, value);
        }
        String text = new ItemKey(key).text();
        String partition = new ItemKey(Map.of(names.get(0), item.get(names.get(0)))).text();
        return new Row(mixed(partition), partition, names.size() > 1 ? item.get(names.get(1)) : null, text);
    }

    @Override
    public int compareTo(Row other) {
        int order = Long.compare(hash, other.hash);
        order = order == 0 ? partition.compareTo(other.partition) : order;
        return order == 0 && sort != null
                ? AttributeValues.compare(sort, other.sort).orElseThrow()
                : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && row.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    static Map<String, AttributeValue> key(List<String> names, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new TreeMap<>(item);
        key.keySet().retainAll(names);
        return key;
    }

    private static long mixed(String text) {
        long hash = text.hashCode() * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
        hash *= 0xBF58476D1CE4E5B9L;
        return (hash ^ hash >>> 32) & (HASHES - 1);
    }
}
