package io.touchstream.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Tells the migration that an interceptor is in use, once a minute while requests are made. Safe to share between threads. */
final class Announcements {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(7);

    private final DynamoDbClient control;
    private final Ownership ownership;
    private final Clock clock;
    private final String name;
    private volatile @Nullable Instant last;

    Announcements(DynamoDbClient control, Ownership ownership, Clock clock) {
        this.control = control;
        this.ownership = ownership;
        this.clock = clock;
        this.name = ownership.application() + "/" + UUID.randomUUID();
    }

    /**
     * Announces the interceptor, where that is due.
     *
     * @param writes whether a target is about to be written, which nobody does unannounced
     * @throws SdkException when a writer could never be announced
     */
    void announce(boolean writes) {
        Instant now = clock.instant();
        Instant before = last;
        if (before != null && before.plus(INTERVAL).isAfter(now)) {
            return;
        }
        try {
            control.putItem(request -> request.tableName(ownership.controlTable())
                    .item(ControlRows.announcement(name, ownership.targets(), now, now.plus(KEPT))));
            last = now;
        } catch (SdkException failure) {
            // A reader is none the worse for it, and one that was heard of is; the next request tries again.
            if (writes && before == null) {
                throw failure;
            }
        }
    }
}
