package io.touchstream.touch.rate;

import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.protocol.control.TouchSettings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a handler's writes within the settings, which it reads anew every second or so, and slows down for throttles and
 * for sync when that lags. Safe to share between threads.
 */
public final class WriteRate {
    /** When sync's records are older than this, nothing is gained by touching more. */
    public static final Duration MAXIMUM_LAG = Duration.ofSeconds(60);

    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final Duration RECENT = Duration.ofSeconds(60);
    private static final Duration NOTE_LASTS = Duration.ofSeconds(10);

    private final TouchSettings settings;
    private final SyncHeartbeats heartbeats;
    private final Clock clock;
    private final TokenBucket bucket;
    private @Nullable Settings current;
    private Instant refreshed = Instant.EPOCH;
    private @Nullable String note;
    private Instant noted = Instant.EPOCH;
    private double averageUnits = 1;

    public WriteRate(TouchSettings settings, SyncHeartbeats heartbeats, Clock clock) {
        this.settings = settings;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.bucket = new TokenBucket(clock.instant());
    }

    /** A place in the rate: how long to wait for it, and how many units were reserved for it. */
    public record Permit(Duration delay, double units) {}

    /** Tells whether an operator has paused the job. */
    public synchronized boolean isPaused() {
        return refresh().paused();
    }

    /** Reserves the units of one write, as many as writes have taken on average. */
    public synchronized Permit acquire() {
        refresh();
        return new Permit(bucket.reserve(averageUnits, clock.instant()), averageUnits);
    }

    /** Corrects a reservation by the units that the write consumed. */
    public synchronized void consumed(Permit permit, double units) {
        bucket.consumed(units, permit.units(), clock.instant());
        averageUnits = 0.95 * averageUnits + 0.05 * Math.max(0.5, units);
    }

    /** Takes note of a throttle. */
    public synchronized void throttled(String reason) {
        bucket.cut(clock.instant());
        note("throttled: " + reason);
    }

    /** Returns what has slowed the job down lately, if anything did. */
    public synchronized Optional<String> note() {
        return clock.instant().isBefore(noted.plus(NOTE_LASTS)) ? Optional.ofNullable(note) : Optional.empty();
    }

    private Settings refresh() {
        Instant now = clock.instant();
        Settings known = current;
        if (known != null && now.isBefore(refreshed.plus(REFRESH))) {
            return known;
        }
        Settings read = settings.read();
        current = read;
        refreshed = now;
        bucket.limit(
                read.maxWriteUnitsPerSecond() == 0
                        ? Double.POSITIVE_INFINITY
                        : (double) read.maxWriteUnitsPerSecond() / read.workers(),
                now);
        heartbeats
                .summary(now, RECENT)
                .filter(summary -> summary.lag().compareTo(MAXIMUM_LAG) > 0)
                .ifPresent(summary -> {
                    bucket.cut(now);
                    note("sync lags " + summary.lag().toSeconds() + " s");
                });
        return read;
    }

    private void note(String reason) {
        note = reason;
        noted = clock.instant();
    }
}
