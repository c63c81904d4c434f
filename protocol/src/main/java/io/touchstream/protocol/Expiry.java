package io.touchstream.protocol;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.SyncDefinition.TimeToLivePolicy;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tells which items have expired, and what the time-to-live policy makes of that. Safe to share between threads. */
public final class Expiry {
    /** What lies further back never expires. Source: developer guide, "Using time to live (TTL) in DynamoDB". */
    private static final Duration OLDEST = Duration.ofDays(5 * 365);

    private final MigrationDefinition definition;
    private final Clock clock;

    public Expiry(MigrationDefinition definition, Clock clock) {
        this.definition = definition;
        this.clock = clock;
    }

    /**
     * Tells whether DynamoDB holds an item to have expired.
     *
     * @param timeToLive the attribute that holds the time of expiry, in seconds since the epoch; null for none
     */
    public static boolean hasPassed(@Nullable Item item, @Nullable String timeToLive, Instant now) {
        if (item == null || timeToLive == null) {
            return false;
        }
        Optional<String> seconds = item.get(timeToLive).map(AttributeValue::n);
        if (seconds.isEmpty()) {
            return false;
        }
        BigDecimal expiry = new BigDecimal(seconds.get());
        return expiry.compareTo(BigDecimal.valueOf(now.getEpochSecond())) < 0
                && expiry.compareTo(BigDecimal.valueOf(now.minus(OLDEST).getEpochSecond())) >= 0;
    }

    /** Tells whether an item of a source table is to be treated as gone, because it has expired. */
    public boolean isSkipped(String table, Item item) {
        return switch (definition.sync().timeToLive()) {
            case PROPAGATE, IGNORE_SERVICE_DELETES -> false;
            case SKIP_EXPIRED ->
                definition
                        .source()
                        .shapeOf(table)
                        .map(TableDefinition::timeToLive)
                        .filter(timeToLive -> hasPassed(item, timeToLive, clock.instant()))
                        .isPresent();
        };
    }

    /** Tells whether deletes by the time-to-live service are left alone. */
    public boolean ignoresServiceDeletes() {
        return definition.sync().timeToLive() == TimeToLivePolicy.IGNORE_SERVICE_DELETES;
    }
}
