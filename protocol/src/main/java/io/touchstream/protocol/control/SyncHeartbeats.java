package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps when instances of the sync function last settled a batch, how old that batch's records were, and their counts by
 * outcome; and, while a batch is being worked on, that it was late, and that writes are throttled.
 *
 * <p>Counts are of work done: a record that is delivered twice counts twice, the second time as stale. Instances come and
 * go, so they share a fixed number of rows; where two fall on one row, its lag is that of the one which reported last.
 */
public final class SyncHeartbeats {
    /** How long a batch is worked on at most; one that began earlier was given up. The function's time-out. */
    public static final Duration LONGEST_BATCH = Duration.ofMinutes(5);

    private static final String PARTITION = "SYNC";
    private static final String REVERSE_PARTITION = "SYNC#REVERSE";
    private static final String AT = "at";
    private static final String LAG = "lagMillis";
    private static final String BEGUN = "begunAt";
    private static final String THROTTLED = "throttledAt";
    private static final String COUNT_PREFIX = "count.";
    private static final int ROWS = 64;

    private final ControlTable control;
    private final String partition;

    public SyncHeartbeats(ControlTable control) {
        this(control, Direction.FORWARD);
    }

    /** Creates the heartbeats of one direction. */
    public SyncHeartbeats(ControlTable control, Direction direction) {
        this.control = control;
        this.partition = direction == Direction.FORWARD ? PARTITION : REVERSE_PARTITION;
    }

    /**
     * Sums up what the instances of sync reported.
     *
     * @param last when a batch was last settled
     * @param lag the largest lag among the instances that reported lately; that of a late batch grows while it is worked on
     * @param counts by outcome, over all instances
     * @param throttledAt when a write of an instance was last throttled; null where none ever was
     */
    public record Summary(
            Instant last,
            Duration lag,
            Map<String, Long> counts,
            @Nullable Instant throttledAt) {}

    /**
     * Says that an instance has begun with a late batch, whose own heartbeat may be minutes away or never come.
     *
     * @param lag the age of the batch's oldest record
     */
    public void begin(String instance, Instant at, Duration lag) {
        control.update(
                partition,
                row(instance),
                UpdateItemRequest.builder()
                        .updateExpression("SET #begun = :at, #lag = :lag")
                        .expressionAttributeNames(Map.of("#begun", BEGUN, "#lag", LAG))
                        .expressionAttributeValues(Map.of(":at", Rows.instant(at), ":lag", millis(lag))));
    }

    /** Says that a write of an instance was throttled, and is being tried again. */
    public void throttled(String instance, Instant at) {
        control.update(
                partition,
                row(instance),
                UpdateItemRequest.builder()
                        .updateExpression("SET #throttled = :at")
                        .expressionAttributeNames(Map.of("#throttled", THROTTLED))
                        .expressionAttributeValues(Map.of(":at", Rows.instant(at))));
    }

    /**
     * Adds one batch of one instance.
     *
     * @param instance names it; any text
     */
    public void beat(String instance, Instant at, Duration lag, Map<String, Long> counts) {
        Map<String, String> names = new HashMap<>(Map.of("#at", AT, "#lag", LAG, "#begun", BEGUN));
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":at", Rows.instant(at), ":lag", millis(lag)));
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
                partition,
                row(instance),
                UpdateItemRequest.builder()
                        .updateExpression("SET #at = :at, #lag = :lag REMOVE #begun" + additions)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values));
    }

    /**
     * Sums up all instances, or nothing where none has reported yet.
     *
     * @param recent instances that have been silent for longer are idle, and their lag does not count
     */
    public Optional<Summary> summary(Instant now, Duration recent) {
        List<Item> rows = control.query(partition).toList();
        Optional<Instant> last = latest(rows, AT);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Duration lag = Duration.ZERO;
        Map<String, Long> counts = new TreeMap<>();
        for (Item row : rows) {
            Duration own = lag(row, now, recent);
            lag = own.compareTo(lag) > 0 ? own : lag;
            row.attributes().keySet().stream()
                    .filter(name -> name.startsWith(COUNT_PREFIX))
                    .forEach(name ->
                            counts.merge(name.substring(COUNT_PREFIX.length()), Rows.number(row, name), Long::sum));
        }
        return Optional.of(
                new Summary(last.get(), lag, counts, latest(rows, THROTTLED).orElse(null)));
    }

    private static Optional<Instant> latest(List<Item> rows, String name) {
        return rows.stream()
                .filter(row -> row.get(name).isPresent())
                .map(row -> Rows.instant(row, name))
                .max(Instant::compareTo);
    }

    private static Duration lag(Item row, Instant now, Duration recent) {
        Duration lag = Duration.ofMillis(Rows.number(row, LAG));
        if (isSince(row, BEGUN, now.minus(LONGEST_BATCH))) {
            Duration worked = Duration.between(Rows.instant(row, BEGUN), now);
            return worked.isNegative() ? lag : lag.plus(worked);
        }
        return isSince(row, AT, now.minus(recent)) ? lag : Duration.ZERO;
    }

    private static boolean isSince(Item row, String name, Instant since) {
        return row.get(name).isPresent() && Rows.instant(row, name).isAfter(since);
    }

    private static String row(String instance) {
        return "%02d".formatted(Math.floorMod(instance.hashCode(), ROWS));
    }

    private static AttributeValue millis(Duration lag) {
        return AttributeValues.number(Math.max(0, lag.toMillis()));
    }
}
