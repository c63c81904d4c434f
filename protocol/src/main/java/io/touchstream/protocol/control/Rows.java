package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads and builds the values of control rows. */
final class Rows {
    private Rows() {}

    static String text(Item row, String name) {
        return row.get(name)
                .map(AttributeValue::s)
                .orElseThrow(() -> new IllegalStateException("control row without " + name));
    }

    static long number(Item row, String name) {
        return row.get(name).map(value -> Long.parseLong(value.n())).orElse(0L);
    }

    static boolean flag(Item row, String name) {
        return row.get(name).map(AttributeValue::bool).orElse(false);
    }

    static Instant instant(Item row, String name) {
        return Instant.parse(text(row, name));
    }

    static AttributeValue instant(Instant instant) {
        return AttributeValues.string(instant.toString());
    }

    static Map<String, Long> counts(Item row, String name) {
        Map<String, Long> counts = new TreeMap<>();
        row.get(name).ifPresent(map -> map.m().forEach((key, value) -> counts.put(key, Long.parseLong(value.n()))));
        return counts;
    }

    static AttributeValue counts(Map<String, Long> counts) {
        Map<String, AttributeValue> values = new TreeMap<>();
        counts.forEach((key, value) -> values.put(key, AttributeValues.number(value)));
        return AttributeValues.map(values);
    }

    static String text(TargetKey key) {
        return SourceId.of(key.table(), key.key()).text();
    }

    static TargetKey targetKey(String text) {
        SourceId name = new SourceId(text);
        return new TargetKey(name.table(), name.key());
    }

    /** Returns a sort key that stands for a text which may be longer than a sort key can be. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("every Java platform has SHA-256", failure);
        }
    }
}
