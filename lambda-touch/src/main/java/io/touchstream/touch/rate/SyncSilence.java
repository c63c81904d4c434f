package io.touchstream.touch.rate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Notices that sync has stopped: sources were changed a while ago, and no heartbeat has come since.
 *
 * <p>Heartbeats are told apart by their time, never compared with this process's clock. Not safe to share between threads.
 */
final class SyncSilence {
    private final Duration longest;
    private @Nullable Instant lastHeard;
    private @Nullable Instant unansweredSince;
    private long heartbeats;

    /**
     * Creates it.
     *
     * @param longest how long a change may go unanswered
     */
    SyncSilence(Duration longest) {
        this.longest = longest;
    }

    /** Returns what tells later whether a heartbeat came meanwhile. */
    long heartbeats() {
        return heartbeats;
    }

    /**
     * Takes note of a change that sync has to answer.
     *
     * @param sent when its request was sent
     * @param heartbeatsBefore how many heartbeats had been heard by then: one that came since may be the answer already
     */
    void sourceChanged(Instant sent, long heartbeatsBefore) {
        if (unansweredSince == null && heartbeats == heartbeatsBefore) {
            unansweredSince = sent;
        }
    }

    /** Takes note of sync's last heartbeat, which may be known already. */
    void heard(Instant heartbeat) {
        if (!heartbeat.equals(lastHeard)) {
            lastHeard = heartbeat;
            heartbeats++;
            unansweredSince = null;
        }
    }

    /** Tells whether a change has gone unanswered for too long. */
    boolean isTooLong(Instant now) {
        return unansweredSince != null && now.isAfter(unansweredSince.plus(longest));
    }
}
