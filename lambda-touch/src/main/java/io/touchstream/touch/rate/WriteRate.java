package io.touchstream.touch.rate;

import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.protocol.control.TouchSettings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a process's writes within the settings, which it reads anew every second or so, slows down for throttles and for
 * sync when that lags, and holds touches back while nothing is heard of sync.
 *
 * <p>The rate of all segments together is divided evenly among those that are worked on side by side, in this process and
 * in others. Safe to share between threads.
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
    private boolean refreshing;
    private @Nullable String note;
    private Instant noted = Instant.EPOCH;
    private double averageUnits = 1;
    private int segments;
    private final SyncSilence silence = new SyncSilence(MAXIMUM_LAG);
    private final SyncThrottles throttles = new SyncThrottles(RECENT);

    public WriteRate(TouchSettings settings, SyncHeartbeats heartbeats, Clock clock) {
        this.settings = settings;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.bucket = new TokenBucket(clock.instant());
    }

    /** A place in the rate: how long to wait for it, and how many units were reserved for it. */
    public record Permit(Duration delay, double units) {}

    /** A change to a source whose request is about to be sent. */
    public record Sending(Instant at, long heartbeats) {}

    /** Counts a segment among those that this process works on. */
    public synchronized void beginSegment() {
        segments++;
        refreshed = Instant.EPOCH;
    }

    /** Counts a segment as left. */
    public synchronized void endSegment() {
        segments--;
        refreshed = Instant.EPOCH;
    }

    /** Tells whether writes have to wait: an operator has paused the job, or sync is not heard of. */
    public boolean isHeld() {
        Settings settingsNow = refresh();
        synchronized (this) {
            return settingsNow.paused() || silence.isTooLong(clock.instant());
        }
    }

    /** Takes note of a request that is about to change a source. */
    public synchronized Sending sending() {
        return new Sending(clock.instant(), silence.heartbeats());
    }

    /** Takes note that a request has changed a source, which sync is to answer with a heartbeat, or has answered already. */
    public synchronized void sourceChanged(Sending sent) {
        silence.sourceChanged(sent.at(), sent.heartbeats());
    }

    /**
     * Returns how many writes the rate has room for in a time, judging by what writes have taken on average.
     *
     * @param most the number that is returned at most; the least is one
     */
    public int room(Duration time, int most) {
        refresh();
        synchronized (this) {
            double writes = bucket.rate() * time.toMillis() / 1000 / averageUnits;
            return (int) Math.max(1, Math.min(most, writes));
        }
    }

    /** Reserves the units of one write, as many as writes have taken on average. */
    public Permit acquire() {
        refresh();
        synchronized (this) {
            return new Permit(bucket.reserve(averageUnits, clock.instant()), averageUnits);
        }
    }

    /** Corrects a reservation by the units that the write consumed. */
    public synchronized void consumed(Permit permit, double units) {
        bucket.consumed(units, permit.units(), clock.instant());
        averageUnits = 0.95 * averageUnits + 0.05 * Math.max(0.5, units);
    }

    /** Gives a reservation back for which nothing was sent, or which a throttle refused. */
    public synchronized void release(Permit permit) {
        bucket.release(permit.units(), clock.instant());
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

    /** Reads the settings anew where that is due. One thread does; the others go on with what is known. */
    private Settings refresh() {
        Instant now = clock.instant();
        synchronized (this) {
            Settings known = current;
            if (known != null && (refreshing || now.isBefore(refreshed.plus(REFRESH)))) {
                return known;
            }
            refreshing = true;
        }
        try {
            // Outside of the lock: a slow answer must not hold up every write.
            Settings read = settings.read();
            Optional<Summary> sync = heartbeats.summary(now, RECENT);
            apply(read, sync, now);
            return read;
        } finally {
            synchronized (this) {
                refreshing = false;
            }
        }
    }

    private synchronized void apply(Settings read, Optional<Summary> sync, Instant now) {
        current = read;
        refreshed = now;
        bucket.limit(share(read), now);
        sync.ifPresent(summary -> silence.heard(summary.last()));
        if (silence.isTooLong(now)) {
            note("held: nothing heard of sync for " + MAXIMUM_LAG.toSeconds() + " s");
        }
        sync.filter(summary -> throttles.isNew(summary.throttledAt(), now)).ifPresent(summary -> {
            bucket.cut(now);
            note("throttled: writes of sync");
        });
        sync.filter(summary -> summary.lag().compareTo(MAXIMUM_LAG) > 0).ifPresent(summary -> {
            bucket.cut(now);
            note("sync lags " + summary.lag().toSeconds() + " s");
        });
    }

    private double share(Settings read) {
        if (read.maxWriteUnitsPerSecond() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        int working = Math.max(1, segments);
        return (double) read.maxWriteUnitsPerSecond() * working / Math.max(working, read.workers());
    }

    private void note(String reason) {
        note = reason;
        noted = clock.instant();
    }
}
