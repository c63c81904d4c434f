package io.touchstream.rules;

import java.time.DateTimeException;
import java.time.Instant;

/** Names the units in which a time since 1970 is counted. */
public enum EpochUnit {
    /** Seconds, as time to live has them. */
    SECONDS,
    /** Thousandths of a second. */
    MILLIS;

    long count(Instant instant) {
        return switch (this) {
            case SECONDS -> instant.getEpochSecond();
            case MILLIS -> instant.toEpochMilli();
        };
    }

    /**
     * Returns the point in time.
     *
     * @throws DateTimeException when it lies outside what can be counted
     */
    Instant instant(long count) {
        return switch (this) {
            case SECONDS -> Instant.ofEpochSecond(count);
            case MILLIS -> Instant.ofEpochMilli(count);
        };
    }
}
