package io.touchstream.model;

import java.util.Arrays;

/** Remembers each visited state by fingerprint, with the state and the step that led to it first. Used by one thread. */
final class Visited {
    private static final int FIRST_CAPACITY = 1 << 16;

    private long[] table = new long[FIRST_CAPACITY];
    private int[] parents = new int[FIRST_CAPACITY];
    private byte[] steps = new byte[FIRST_CAPACITY];
    private int size;

    /** Adds a state; false where it was visited before. */
    boolean add(long fingerprint, int parent, int step) {
        if (size * 2 >= table.length) {
            grow();
        }
        if (!insert(table, fingerprint)) {
            return false;
        }
        if (size == parents.length) {
            parents = Arrays.copyOf(parents, size * 2);
            steps = Arrays.copyOf(steps, size * 2);
        }
        parents[size] = parent;
        steps[size] = (byte) step;
        size++;
        return true;
    }

    int size() {
        return size;
    }

    /** Returns the steps from the first state to this one, each by its place among those that its state allows. */
    int[] path(int state) {
        int length = 0;
        for (int at = state; at > 0; at = parents[at]) {
            length++;
        }
        int[] path = new int[length];
        for (int at = state; at > 0; at = parents[at]) {
            path[--length] = steps[at] & 0xFF;
        }
        return path;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (long fingerprint : table) {
            if (fingerprint != 0) {
                insert(larger, fingerprint);
            }
        }
        table = larger;
    }

    private static boolean insert(long[] into, long fingerprint) {
        int mask = into.length - 1;
        int at = (int) (fingerprint >>> 20) & mask;
        while (into[at] != 0) {
            if (into[at] == fingerprint) {
                return false;
            }
            at = (at + 1) & mask;
        }
        into[at] = fingerprint;
        return true;
    }
}
