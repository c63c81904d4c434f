package io.touchstream.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs consecutive seeds side by side; what they come to is the same on any number of processors. */
final class Seeds {
    private static final int AHEAD = 4;

    private Seeds() {}

    /**
     * Runs seeds until so many steps are made.
     *
     * @throws AssertionError about the first seed that fails
     */
    static Summary run(Scenario scenario, long first, long steps) {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Summary summary = new Summary();
            Deque<Future<Simulation>> runs = new ArrayDeque<>();
            long next = first;
            for (long seed = first; summary.steps() < steps; seed++) {
                while (runs.size() < threads * AHEAD) {
                    long drawn = next++;
                    runs.add(executor.submit(() -> Simulation.run(Choices.of(drawn), scenario, null)));
                }
                summary.add(result(runs.remove(), seed, scenario));
            }
            return summary;
        } finally {
            executor.shutdownNow();
        }
    }

    private static Simulation result(Future<Simulation> run, long seed, Scenario scenario) {
        try {
            return run.get();
        } catch (ExecutionException failed) {
            throw Failure.report(seed, scenario);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}
