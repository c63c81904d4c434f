package io.touchstream.definition;

/** States how many units a second a new target table and its global indexes can take at once. */
public record WarmThroughput(int readUnitsPerSecond, int writeUnitsPerSecond) {
    /** The reads that a new on-demand table can take anyway. Source: developer guide, "Warm throughput". */
    public static final int DEFAULT_READS = 12_000;
    /** The writes that a new on-demand table can take anyway. */
    public static final int DEFAULT_WRITES = 4_000;
}
