package io.touchstream.fuzz;

import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs random cases, each out of a seed of its own, and names the seed of the one that fails.
 *
 * <p>{@code -Dfuzz.cases=N} says how many; {@code -Dfuzz.seed=S -Dfuzz.cases=1} runs the one of that seed again. Each
 * case has a bounded time, on a thread with an ordinary stack, so that a hang or a runaway recursion is a failure.
 */
final class Fuzz {
    private static final int SECONDS_FOR_A_CASE = 20;

    /** Tries one case. */
    @FunctionalInterface
    interface Case {
        void run(Random random) throws Exception;
    }

    private Fuzz() {}

    static void run(String name, int usualCases, Case body) {
        int cases = Integer.getInteger("fuzz.cases", usualCases);
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("fuzz " + name + ": " + cases + " cases from seed " + first);
        AtomicReference<Thread> worker = new AtomicReference<>();
        ExecutorService pool = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "fuzz");
            thread.setDaemon(true);
            worker.set(thread);
            return thread;
        });
        try {
            for (long seed = first; seed < first + cases; seed++) {
                Random random = new Random(seed);
                Future<?> result = pool.submit(() -> {
                    body.run(random);
                    return null;
                });
                await(result, "fuzz " + name + ": replay with -Dfuzz.cases=1 -Dfuzz.seed=" + seed, worker);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(Future<?> result, String replay, AtomicReference<Thread> worker) {
        try {
            result.get(SECONDS_FOR_A_CASE, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(replay, failure.getCause());
        } catch (TimeoutException hang) {
            AssertionError failure = new AssertionError(replay + ": hangs");
            failure.setStackTrace(worker.get().getStackTrace());
            throw failure;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError(replay + ": interrupted", interruption);
        }
    }
}
