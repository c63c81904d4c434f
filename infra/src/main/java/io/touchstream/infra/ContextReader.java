package io.touchstream.infra;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.constructs.Node;

/** Reads the CDK's context, and says what is wrong with it. */
final class ContextReader {
    private final Node node;

    ContextReader(Node node) {
        this.node = node;
    }

    /** Returns a text, or null where the key is absent. */
    @Nullable
    String text(String key) {
        Object value = node.tryGetContext(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new ContextException("context " + key + ": expected a text");
    }

    /** Returns a map, empty where the key is absent. */
    Map<String, Object> map(String key) {
        Object value = node.tryGetContext(key);
        return value == null ? Map.of() : entries(key, value);
    }

    /** Returns the entries of a value that must be a map. */
    static Map<String, Object> entries(String path, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ContextException("context " + path + ": expected a map");
        }
        Map<String, Object> entries = new TreeMap<>();
        map.forEach((key, entry) -> entries.put(String.valueOf(key), entry));
        return entries;
    }
}
