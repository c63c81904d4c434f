package io.touchstream.simulator;

import java.util.Arrays;
import java.util.function.Predicate;

/** Makes a failing run smaller: fewer draws, and more of them zero, as long as it still fails. */
final class Shrinker {
    private static final int MOST_RUNS = 600;

    private final Predicate<int[]> fails;
    private int[] best;
    private int runs;

    private Shrinker(Predicate<int[]> fails, int[] failing) {
        this.fails = fails;
        this.best = failing;
    }

    /** Returns the smallest draws that were found to fail still. */
    static int[] shrink(int[] failing, Predicate<int[]> fails) {
        Shrinker shrinker = new Shrinker(fails, failing);
        int before;
        do {
            before = shrinker.weight();
            shrinker.pass();
        } while (shrinker.weight() < before && shrinker.runs < MOST_RUNS);
        return shrinker.best;
    }

    private void pass() {
        for (int size = Math.max(1, best.length / 2); size > 0 && runs < MOST_RUNS; size /= 2) {
            for (int from = best.length - size; from > -size && runs < MOST_RUNS; from -= size) {
                int begin = Math.max(0, from);
                int end = Math.min(best.length, from + size);
                if (begin < end && !attempt(without(begin, end))) {
                    attempt(zeroed(begin, end));
                }
            }
        }
    }

    private boolean attempt(int[] draws) {
        if (Arrays.equals(draws, best)) {
            return false;
        }
        runs++;
        if (fails.test(draws)) {
            best = draws;
            return true;
        }
        return false;
    }

    private int[] without(int from, int to) {
        int[] draws = Arrays.copyOf(best, best.length - (to - from));
        System.arraycopy(best, to, draws, from, best.length - to);
        return draws;
    }

    private int[] zeroed(int from, int to) {
        int[] draws = best.clone();
        Arrays.fill(draws, from, to, 0);
        return draws;
    }

    private int weight() {
        return best.length + (int) Arrays.stream(best).filter(draw -> draw != 0).count();
    }
}
