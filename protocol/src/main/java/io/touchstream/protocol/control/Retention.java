package io.touchstream.protocol.control;

import java.time.Duration;
import java.time.Instant;

/** Knows how long a stream keeps a record, and so when records may be gone that nobody has read. */
public final class Retention {
    /** How long a stream keeps a record. Source: developer guide, "Change data capture for DynamoDB Streams". */
    public static final Duration KEPT = Duration.ofHours(24);

    /** What is left of that for clocks that differ, times that are coarse, and what is noted late. */
    private static final Duration SAFETY = Duration.ofHours(1);

    private Retention() {}

    /**
     * Tells whether records may be gone unread: all changes before a moment are settled, and those after it are read now at
     * the latest.
     */
    public static boolean mayHaveEnded(Instant settledUpTo, Instant now) {
        return isNearlyOver(Duration.between(settledUpTo, now));
    }

    /** Tells whether a record of this age is among the oldest that a stream still holds. */
    public static boolean isNearlyOver(Duration age) {
        return age.compareTo(KEPT.minus(SAFETY)) >= 0;
    }
}
