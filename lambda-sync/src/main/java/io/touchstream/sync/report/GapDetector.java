package io.touchstream.sync.report;

import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that the stream may have dropped records before they were read, and marks the migration unsound.
 *
 * <p>A stream keeps a record for 24 hours. A record that is nearly that old says that those before it may be gone. And
 * where nothing was settled for a day although records were waiting, consumption had stopped, and what came first may be
 * gone too.
 */
public final class GapDetector {
    /** How long a stream keeps a record. Source: developer guide, "Change data capture for DynamoDB Streams". */
    static final Duration RETENTION = Duration.ofHours(24);

    static final Duration NEAR_LIMIT = Duration.ofHours(23);
    private static final Duration WAITING = Duration.ofHours(1);

    private final Soundness soundness;
    private final SyncHeartbeats heartbeats;
    private final AtomicBoolean first = new AtomicBoolean(true);

    public GapDetector(Soundness soundness, SyncHeartbeats heartbeats) {
        this.soundness = soundness;
        this.heartbeats = heartbeats;
    }

    /** Looks at the age of a batch's oldest record, before the batch's own heartbeat. */
    public void inspect(Duration age, Instant now) {
        if (age.compareTo(NEAR_LIMIT) >= 0) {
            soundness.markUnsound("a stream record was " + age.toHours() + " hours old when it was read", now);
        }
        if (first.getAndSet(false) && age.compareTo(WAITING) >= 0 && wasSilent(now)) {
            soundness.markUnsound("sync had not settled a batch for over a day while records were waiting", now);
        }
    }

    private boolean wasSilent(Instant now) {
        Optional<Summary> summary = heartbeats.summary(now, RETENTION);
        return summary.isPresent() && summary.get().last().isBefore(now.minus(RETENTION));
    }
}
