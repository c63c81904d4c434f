package io.touchstream.local.map;

import io.touchstream.local.Backoff;
import java.time.Duration;

/**
 * Says how a map runs.
 *
 * @param workers how many segments are worked on at once
 * @param maxAttempts how often in a row one invocation is tried before its segment fails
 * @param backoff the wait between attempts
 */
public record SegmentMapSettings(int workers, int maxAttempts, Backoff backoff) {
    private static final int DEFAULT_ATTEMPTS = 5;
    private static final Backoff DEFAULT_BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    public SegmentMapSettings {
        if (workers < 1 || maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "workers and maxAttempts must be at least 1, not " + workers + " and " + maxAttempts);
        }
    }

    /** Returns settings with five attempts and up to ten seconds between them. */
    public static SegmentMapSettings withWorkers(int workers) {
        return new SegmentMapSettings(workers, DEFAULT_ATTEMPTS, DEFAULT_BACKOFF);
    }
}
