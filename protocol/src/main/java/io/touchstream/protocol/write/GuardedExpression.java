package io.touchstream.protocol.write;

import io.touchstream.item.AttributeValues;
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

    private static GuardedExpression ofPut(GuardedWrite.Put put) {
        return switch (put.guard()) {
            case OLDER -> withProvenance(ABSENT + " OR " + OLDER_OF_SAME_SOURCE, put, true);
            case MISSING -> new GuardedExpression(ABSENT, Map.of("#key", keyName(put)), null);
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
