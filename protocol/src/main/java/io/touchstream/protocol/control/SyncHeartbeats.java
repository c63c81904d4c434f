package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps, for each instance of the sync function, when it last settled a batch, how old that batch's records were, and
 * its counts by outcome.
 *
 * <p>Counts are of work done: a record that is delivered twice counts twice, the second time as stale.
 */
public final class SyncHeartbeats {
    private static final String PARTITION = "SYNC";
    private static final String AT = "at";
    private static final String LAG = "lagMillis";
    private static final String COUNT_PREFIX = "count.";

    private final ControlTable control;

    public SyncHeartbeats(ControlTable control) {
        this.control = control;
    }

    /**
     * Sums up what the instances of sync reported.
     *
     * @param last when a batch was last settled
     * @param lag the largest lag among the instances that reported lately
     * @param counts by outcome, over all instances
     */
    public record Summary(Instant last, Duration lag, Map<String, Long> counts) {}

    /** Adds one batch of one instance. */
    public void beat(String instance, Instant at, Duration lag, Map<String, Long> counts) {
        Map<String, String> names = new HashMap<>(Map.of("#at", AT, "#lag", LAG));
        Map<String, AttributeValue> values = new HashMap<>(
                Map.of(":at", Rows.instant(at), ":lag", AttributeValues.number(Math.max(0, lag.toMillis()))));
        StringBuilder additions = new StringBuilder();
        int index = 0;
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            names.put("#c" + index, COUNT_PREFIX + count.getKey());
            values.put(":c" + index, AttributeValues.number(count.getValue()));
            additions
                    .append(index == 0 ? " ADD " : ", ")
                    .append("#c")
                    .append(index)
                    .append(" :c")
                    .append(index);
            index++;
        }
        control.update(
                PARTITION,
                instance,
                UpdateItemRequest.builder()
                        .updateExpression("SET #at = :at, #lag = :lag" + additions)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values));
    }

    /**
     * Sums up all instances, or nothing where none has reported yet.
     *
     * @param recent instances that have been silent for longer are idle, and their lag does not count
     */
    public Optional<Summary> summary(Instant now, Duration recent) {
        List<Item> rows = control.query(PARTITION).toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Instant last = Instant.EPOCH;
        long lag = 0;
        Map<String, Long> counts = new TreeMap<>();
        for (Item row : rows) {
            Instant at = Rows.instant(row, AT);
            last = at.isAfter(last) ? at : last;
            if (at.isAfter(now.minus(recent))) {
                lag = Math.max(lag, Rows.number(row, LAG));
            }
            row.attributes().keySet().stream()
                    .filter(name -> name.startsWith(COUNT_PREFIX))
                    .forEach(name ->
                            counts.merge(name.substring(COUNT_PREFIX.length()), Rows.number(row, name), Long::sum));
        }
        return Optional.of(new Summary(last, Duration.ofMillis(lag), counts));
    }
}
