package io.touchstream.simulator;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws everything that is left to chance, and remembers it, so that a run can be played again and made smaller.
 *
 * <p>Zero is always the choice in which nothing unusual happens. A run that asks for more than was remembered gets zeros.
 */
final class Choices {
    private final SplittableRandom random;
    private int[] drawn;
    private int given;
    private int next;

    private Choices(SplittableRandom random, int[] drawn) {
        this.random = random;
        this.drawn = drawn;
        this.given = drawn.length;
    }

    static Choices of(long seed) {
        return new Choices(new SplittableRandom(seed), new int[1024]);
    }

    static Choices replay(int[] drawn) {
        return new Choices(null, drawn.clone());
    }

    /** Draws a number from 0 to below the bound. */
    int next(int bound) {
        if (random == null) {
            return next < given ? Math.floorMod(drawn[next++], bound) : 0;
        }
        if (next == drawn.length) {
            drawn = Arrays.copyOf(drawn, next * 2);
        }
        int choice = random.nextInt(bound);
        drawn[next++] = choice;
        return choice;
    }

    /** Tells, once in so many times, that something unusual is to happen. */
    boolean oneIn(int times) {
        return times > 0 && next(Math.max(2, times)) == Math.max(2, times) - 1;
    }

    /** Returns what was drawn so far. */
    int[] drawn() {
        return Arrays.copyOf(drawn, Math.min(next, drawn.length));
    }
}
