package io.touchstream.sync.write;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by outcome, from several threads. */
public final class Counts {
    private final Map<String, LongAdder> adders = new ConcurrentHashMap<>();

    /** Adds one. */
    public void add(Outcome outcome) {
        add(outcome, 1);
    }

    /** Adds some. */
    public void add(Outcome outcome, long number) {
        if (number > 0) {
            adders.computeIfAbsent(outcome.label(), label -> new LongAdder()).add(number);
        }
    }

    /** Returns the counts so far, by the outcome's label; outcomes that never occurred are absent. */
    public Map<String, Long> snapshot() {
        Map<String, Long> counts = new TreeMap<>();
        adders.forEach((label, adder) -> counts.put(label, adder.sum()));
        return counts;
    }
}
