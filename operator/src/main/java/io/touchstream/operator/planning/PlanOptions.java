package io.touchstream.operator.planning;

import java.nio.file.Path;

/**
 * Says how to plan.
 *
 * @param folder the migration's folder
 * @param sample how many items of each source table to read; 0 for all
 * @param readUnitsPerSecond the most read units a second; 0 for no limit
 * @param writeUnitsPerSecond the write units a second for which times are asked; 0 for the definition's
 * @param prices what units cost
 * @param memoryBytes how much memory the search for collisions takes at most, in bytes; what does not fit is on disk
 */
public record PlanOptions(
        Path folder, int sample, long readUnitsPerSecond, long writeUnitsPerSecond, Prices prices, long memoryBytes) {
    /** Enough for half a million items; beyond that, the disk is used. */
    public static final long DEFAULT_MEMORY_BYTES = 128L * 1024 * 1024;

    boolean full() {
        return sample == 0;
    }
}
