package io.touchstream.sync.write;

import java.time.Duration;

/**
 * Bounds how a batch is written.
 *
 * @param concurrency how many items are written side by side
 * @param collisionRounds how often a put that meets another source's item is tried before it is quarantined
 * @param togetherRounds how many of these rounds keep a move in one transaction
 * @param firstPause how long the second round waits; each further one waits twice as long as the one before
 */
public record WriteSettings(int concurrency, int collisionRounds, int togetherRounds, Duration firstPause) {
    /** What is used unless something else is asked for: six rounds, about half a second. */
    public static final WriteSettings DEFAULT = new WriteSettings(16, 6, 2, Duration.ofMillis(20));

    public WriteSettings {
        if (concurrency < 1 || togetherRounds < 1 || collisionRounds <= togetherRounds) {
            throw new IllegalArgumentException("rounds must leave at least one for moves that are done separately");
        }
    }

    /** Returns how long the rounds after the first have to wait. */
    Duration pauseBefore(int round) {
        return firstPause.multipliedBy(1L << Math.min(10, round - 1));
    }
}
