package io.touchstream.operator.service;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells what a table consumed. Nothing tells by whom: who wants to know what others consumed makes sure that none of our
 * own jobs ran at the time.
 */
public interface CapacityMetrics {
    /** Returns what a table and its indexes consumed in a time, which begins and ends with a minute. */
    Consumption consumed(String table, Instant from, Instant to);

    /** Returns how long after a minute's end its sums are known to be complete. */
    Duration delay();
}
