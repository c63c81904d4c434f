package io.touchstream.simulator;

import java.util.Map;
import java.util.TreeMap;

/** Counts what was noteworthy in a run, by name. */
final class Statistics {
    private final Map<String, Long> counts = new TreeMap<>();

    void add(String name, long number) {
        if (number != 0) {
            counts.merge(name, number, Long::sum);
        }
    }

    void addAll(Statistics other) {
        other.counts.forEach(this::add);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
