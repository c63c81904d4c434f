package io.touchstream.touch.verify;

import io.touchstream.protocol.control.Differences.Kind;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what a page came to, by name. Not safe to share between threads. */
public final class Counts {
    private final Map<String, Long> byName = new TreeMap<>();

    /** Adds one. */
    public void add(String name) {
        add(name, 1);
    }

    /** Adds a number; none leaves no trace. */
    public void add(String name, long number) {
        if (number != 0) {
            byName.merge(name, number, Long::sum);
        }
    }

    void addAll(Counts other) {
        other.byName.forEach(this::add);
    }

    /** Adds one difference of a kind. */
    public void add(Kind kind) {
        add(CountNames.of(kind));
    }

    /** Returns the sums by name. */
    public Map<String, Long> byName() {
        return byName;
    }
}
