package io.touchstream.protocol.write;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Holds a guard's condition expression with its names and values; values are null where it names none. */
record GuardedExpression(
        String condition,
        Map<String, String> names,
        @Nullable Map<String, AttributeValue> values) {
    // INVARIANT 6: older never beats newer. INVARIANT 7: another source's item is never overwritten.
    // INVARIANT 8: an item without provenance meets neither half of the condition.
    private static final String ABSENT = "attribute_not_exists(#key)";
    private static final String OLDER_OF_SAME_SOURCE =
            "(#provenance.#source = :source AND #provenance.#version < :version)";
    private static final String EXACTLY = "#provenance.#source = :source AND #provenance.#version = :version";

    static GuardedExpression of(GuardedWrite write) {
        if (write instanceof GuardedWrite.Put put) {
            return ofPut(put);
        }
        return ofDelete((GuardedWrite.Delete) write);
    }

    /**
     * Asks that the item be as it was read: absent, or of the same provenance.
     *
     * @param met the item that was read; null where there was none
     */
    static GuardedExpression asRead(GuardedWrite write, @Nullable Item met) {
        if (met == null) {
            return new GuardedExpression(ABSENT, Map.of("#key", keyName(write)), null);
        }
        Map<String, String> names = Map.of("#key", keyName(write), "#provenance", Provenance.ATTRIBUTE);
        return met.get(Provenance.ATTRIBUTE)
                .map(stamp -> new GuardedExpression(
                        "attribute_exists(#key) AND #provenance = :provenance", names, Map.of(":provenance", stamp)))
                .orElseGet(() -> new GuardedExpression(
                        "attribute_exists(#key) AND attribute_not_exists(#provenance)", names, null));
    }

    /** Asks that an older version from the same source item be there. */
    static GuardedExpression ofPresent(GuardedWrite write) {
        return withProvenance(OLDER_OF_SAME_SOURCE, write, false);
    }

    private static GuardedExpression ofPut(GuardedWrite.Put put) {
        return switch (put.guard()) {
            case OLDER -> withProvenance(ABSENT + " OR " + OLDER_OF_SAME_SOURCE, put, true);
            case MISSING, RECORDED -> new GuardedExpression(ABSENT, Map.of("#key", keyName(put)), null);
            case EXACTLY -> withProvenance(EXACTLY, put, false);
        };
    }

    private static GuardedExpression ofDelete(GuardedWrite.Delete delete) {
        return switch (delete.guard()) {
            case OLDER -> withProvenance(ABSENT + " OR " + OLDER_OF_SAME_SOURCE, delete, true);
            case EXACTLY -> withProvenance(EXACTLY, delete, false);
        };
    }

    private static GuardedExpression withProvenance(String condition, GuardedWrite write, boolean namesKey) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("#provenance", Provenance.ATTRIBUTE);
        names.put("#source", Provenance.SOURCE);
        names.put("#version", Provenance.VERSION);
        if (namesKey) {
            names.put("#key", keyName(write));
        }
        Map<String, AttributeValue> values = Map.of(
                ":source", AttributeValues.string(write.provenance().source().text()),
                ":version", AttributeValues.string(write.provenance().version().text()));
        return new GuardedExpression(condition, names, values);
    }

    private static String keyName(GuardedWrite write) {
        return write.key().key().attributes().keySet().iterator().next();
    }
}
