package io.touchstream.touch.segment;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Tells what became of one page.
 *
 * @param cursor where the next page begins; null when there is none
 * @param counts what was done, by name
 * @param note what slowed it down, such as a throttle's reason; null for nothing
 */
public record PageOutcome(
        @Nullable Map<String, AttributeValue> cursor,
        Map<String, Long> counts,
        @Nullable String note) {
    public PageOutcome {
        counts = Map.copyOf(counts);
    }
}
