package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tells whether DynamoDB holds an item to have expired. */
public final class Expiry {
    /** What lies further back never expires. Source: developer guide, "Using time to live (TTL) in DynamoDB". */
    private static final Duration OLDEST = Duration.ofDays(5 * 365);

    private Expiry() {}

    /**
     * Tells whether an item has expired.
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
        return expiry.compareTo(BigDecimal.valueOf(now.getEpochSecond())) <= 0
                && expiry.compareTo(BigDecimal.valueOf(now.minus(OLDEST).getEpochSecond())) >= 0;
    }
}
