package io.touchstream.local;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes how long to wait before a retry: a random part of a span that doubles with every attempt up to a limit.
 *
 * @param first the span before the first retry
 * @param limit the longest span
 */
public record Backoff(Duration first, Duration limit) {
    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || limit.compareTo(first) < 0) {
            throw new IllegalArgumentException("first " + first + " must be from 0 to the limit " + limit);
        }
    }

    /** Returns the wait before the given retry, counted from 1: from half of its span to the whole. */
    public Duration delay(int retry, RandomGenerator random) {
        long doublings = Math.min(MAX_DOUBLINGS, Math.max(0, retry - 1L));
        long span = Math.min(limit.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(span / 2 + random.nextLong(span - span / 2 + 1));
    }
}
