package io.touchstream.touch.copy;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/** Adds up what a page came to, by name. Safe to share between threads. */
final class CopyCounts {
    private final Map<String, DoubleAdder> adders = new ConcurrentHashMap<>();

    void add(String name) {
        add(name, 1);
    }

    void add(String name, double number) {
        adders.computeIfAbsent(name, label -> new DoubleAdder()).add(number);
    }

    Map<String, Long> totals() {
        Map<String, Long> totals = new TreeMap<>();
        adders.forEach((name, adder) -> totals.put(name, Math.round(adder.sum())));
        return totals;
    }
}
