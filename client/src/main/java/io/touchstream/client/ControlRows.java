package io.touchstream.client;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** States the rows of the control table by which interceptors and sync know of each other. */
public final class ControlRows {
    /** The control table's partition key. */
    public static final String PARTITION_KEY = "pk";
    /** The control table's sort key. */
    public static final String SORT_KEY = "sk";
    /** The partition of the rows by which interceptors announce themselves; the sort key names one. */
    public static final String INTERCEPTORS = "INTERCEPTOR";
    /** The attribute that says when, in ISO-8601. */
    public static final String AT = "at";
    /** The target tables that an interceptor takes care of: a set of texts. */
    public static final String TARGETS = "targets";
    /** The attribute that says from when on a row may be removed by time to live, in seconds since 1970. */
    public static final String EXPIRES = "expiresAt";
    /** The attribute that names the one who left a tombstone. */
    public static final String TOKEN = "token";
    /**
     * The attribute that says until when a tombstone may yet be taken back, in ISO-8601: as long as its delete may be refused. A tombstone
     * without it is for good.
     */
    public static final String PENDING = "pendingUntil";

    /** What the partitions of tombstones begin with. */
    public static final String TOMBSTONE_PREFIX = "TOMBSTONE#";

    private static final String TOMBSTONE = "TOMBSTONE";

    private ControlRows() {}

    /**
     * Returns the key of the tombstone of a target item. It holds a digest, so that it spreads as the items do and shows none.
     *
     * @param table the target table
     * @param key the item's key attributes; numbers count by their value
     */
    public static Map<String, AttributeValue> tombstoneKey(String table, Map<String, AttributeValue> key) {
        StringBuilder text = new StringBuilder();
        append(text, table);
        new TreeMap<>(key).forEach((name, value) -> {
            append(text, name);
            append(text, value.type().name());
            append(text, scalar(value));
        });
        return rowKey(TOMBSTONE_PREFIX + digest(text.toString()), TOMBSTONE);
    }

    static Map<String, AttributeValue> tombstone(
            String table, Map<String, AttributeValue> key, String token, Instant at, Instant expires) {
        Map<String, AttributeValue> row = dated(tombstoneKey(table, key), at, expires);
        row.put(TOKEN, AttributeValue.fromS(token));
        return row;
    }

    static Map<String, AttributeValue> pending(Map<String, AttributeValue> tombstone, Instant until) {
        Map<String, AttributeValue> row = new HashMap<>(tombstone);
        row.put(PENDING, AttributeValue.fromS(until.toString()));
        return row;
    }

    static Map<String, AttributeValue> announcement(
            String interceptor, Set<String> targets, Instant at, Instant expires) {
        Map<String, AttributeValue> row = dated(rowKey(INTERCEPTORS, interceptor), at, expires);
        row.put(TARGETS, AttributeValue.fromSs(targets.stream().sorted().toList()));
        return row;
    }

    private static Map<String, AttributeValue> dated(Map<String, AttributeValue> key, Instant at, Instant expires) {
        Map<String, AttributeValue> row = new HashMap<>(key);
        row.put(AT, AttributeValue.fromS(at.toString()));
        row.put(EXPIRES, AttributeValue.fromN(Long.toString(expires.getEpochSecond())));
        return row;
    }

    private static Map<String, AttributeValue> rowKey(String partition, String sort) {
        return Map.of(PARTITION_KEY, AttributeValue.fromS(partition), SORT_KEY, AttributeValue.fromS(sort));
    }

    /** Every text is preceded by its length, so that no two keys have one rendering. */
    private static void append(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }

    private static String scalar(AttributeValue value) {
        if (value.n() != null) {
            return new BigDecimal(value.n()).stripTrailingZeros().toString();
        }
        return value.s() != null
                ? value.s()
                : Base64.getEncoder().encodeToString(value.b().asByteArray());
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
