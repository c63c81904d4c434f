package io.touchstream.touch.rate;

import java.time.Duration;
import java.time.Instant;

/**
 * Lets capacity units pass at a rate, learning from throttles: each halves the rate, and each second gives a
 * twentieth of the limit back. Safe to share between threads.
 *
 * <p>Units are reserved before a write by estimate and corrected afterwards by what it consumed. A debt is allowed and
 * waited out, so that a write larger than a second's worth still goes.
 */
final class TokenBucket {
    private static final double LEAST_RATE = 1;
    private static final double RECOVERY_PER_SECOND = 0.05;
    private static final double OBSERVATION_SECONDS = 5;
    /** One burst of throttles says one thing, however many requests of it were in flight. */
    private static final Duration CUTS_APART = Duration.ofSeconds(1);

    private double limit;
    private double rate;
    private double tokens;
    private double observed;
    private Instant last;
    private Instant nextCut;

    TokenBucket(Instant now) {
        this.last = now;
        this.nextCut = now;
        this.limit = Double.POSITIVE_INFINITY;
        this.rate = Double.POSITIVE_INFINITY;
    }

    /** Changes the limit, in units a second; infinite for none. */
    synchronized void limit(double unitsPerSecond, Instant now) {
        refill(now);
        if (unitsPerSecond == limit) {
            return;
        }
        boolean atLimit = rate >= limit;
        limit = unitsPerSecond;
        rate = atLimit ? limit : Math.min(rate, limit);
        tokens = Math.min(tokens, burst());
    }

    /** Takes units, and returns how long to wait before using them. */
    synchronized Duration reserve(double units, Instant now) {
        refill(now);
        if (Double.isInfinite(rate)) {
            return Duration.ZERO;
        }
        tokens -= units;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / rate * 1e9));
    }

    /** Corrects a reservation by what was consumed. */
    synchronized void consumed(double units, double reserved, Instant now) {
        refill(now);
        observed += units;
        if (!Double.isInfinite(rate)) {
            tokens -= units - reserved;
        }
    }

    /** Gives a reservation back that was not used. */
    synchronized void release(double units, Instant now) {
        refill(now);
        if (!Double.isInfinite(rate)) {
            tokens = Math.min(burst(), tokens + units);
        }
    }

    /** Halves the rate, unless that was done within the last second. */
    synchronized void cut(Instant now) {
        refill(now);
        if (now.isBefore(nextCut)) {
            return;
        }
        nextCut = now.plus(CUTS_APART);
        double current = Double.isInfinite(rate) ? Math.max(LEAST_RATE, observed / OBSERVATION_SECONDS) : rate;
        rate = Math.min(limit, Math.max(LEAST_RATE, current / 2));
        tokens = Math.min(tokens, 0);
    }

    /** Returns the present rate, in units a second. */
    synchronized double rate() {
        return rate;
    }

    private void refill(Instant now) {
        double seconds = Math.max(0, Duration.between(last, now).toNanos() / 1e9);
        last = now;
        observed *= Math.exp(-seconds / OBSERVATION_SECONDS);
        if (rate < limit) {
            double step = Double.isInfinite(limit) ? rate * RECOVERY_PER_SECOND : limit * RECOVERY_PER_SECOND;
            rate = Math.min(limit, rate + step * seconds);
        }
        if (!Double.isInfinite(rate)) {
            tokens = Math.min(burst(), tokens + rate * seconds);
        }
    }

    /** At most a second's worth is saved up. */
    private double burst() {
        return Double.isInfinite(rate) ? 0 : rate;
    }
}
