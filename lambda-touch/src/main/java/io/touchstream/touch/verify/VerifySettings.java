package io.touchstream.touch.verify;

import java.time.Duration;

/**
 * Bounds what verify does.
 *
 * @param pageSize how many items a page has at most; a page never has more than 1 MB of scanned items
 * @param settle for how long a suspect has to stay the same on both sides before it counts, on top of the lag
 * @param maximumLag the most lag that is waited for; when sync lags more, what is found may be its lag, and a note says so
 * @param maximumRechecks how often a suspect that never holds still is read again before it is reported as last seen
 * @param maximumListed how many differences of one segment are kept in detail; the others are only counted
 */
public record VerifySettings(
        int pageSize, Duration settle, Duration maximumLag, int maximumRechecks, int maximumListed) {
    /** The settings for live tables. */
    public static final VerifySettings DEFAULT =
            new VerifySettings(1000, Duration.ofSeconds(10), Duration.ofMinutes(2), 12, 1000);

    /** How often a suspect is looked at while it settles. */
    static final int LOOKS_PER_SETTLING = 4;

    public VerifySettings {
        if (pageSize < 1 || maximumListed < 0) {
            throw new IllegalArgumentException("a page has at least one item");
        }
        if (maximumRechecks <= LOOKS_PER_SETTLING) {
            throw new IllegalArgumentException("it takes more than " + LOOKS_PER_SETTLING + " rechecks to settle");
        }
        if (settle.isNegative() || maximumLag.isNegative()) {
            throw new IllegalArgumentException("times are not negative");
        }
    }

    /** Returns these settings with another settling time, such as a short one where sync runs in the same process. */
    public VerifySettings withSettle(Duration other) {
        return new VerifySettings(pageSize, other, maximumLag, maximumRechecks, maximumListed);
    }
}
