package io.touchstream.simulator;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Adds up what many runs came to. */
final class Summary {
    private static final double NANOS = 1e9;

    private final long began = System.nanoTime();
    private final Statistics statistics = new Statistics();
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private long steps;
    private long runs;

    void add(Simulation run) {
        runs++;
        steps += run.scheduler.steps();
        statistics.addAll(run.statistics);
        run.faults.counts().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    }

    long steps() {
        return steps;
    }

    /** Returns the faults that never happened, where there were enough runs for each. */
    Set<Fault> missing() {
        Set<Fault> missing = EnumSet.allOf(Fault.class);
        missing.removeAll(faults.keySet());
        return runs < 1000 ? Set.of() : missing;
    }

    void print() {
        double seconds = (System.nanoTime() - began) / NANOS;
        System.out.printf("%d runs, %d steps, %.0f s, %.0f steps a second%n", runs, steps, seconds, steps / seconds);
        faults.forEach((fault, count) -> System.out.printf("%-28s %d%n", fault, count));
        statistics.counts().forEach((name, count) -> System.out.printf("%-50s %d%n", name, count));
    }
}
