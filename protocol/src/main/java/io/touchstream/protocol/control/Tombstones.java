package io.touchstream.protocol.control;

import io.touchstream.client.ControlRows;
import io.touchstream.item.Item;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Knows of the applications that write the target while sync is still on, by the interceptor in their clients: whether their
 * tombstones are to be heeded, which there are, and which applications have announced themselves.
 *
 * <p>For a gradual cut-over: {@link #heed} comes before the phase changes. Invocations of sync that began before it do not heed
 * tombstones yet, so as long as one may run (the function's time-out; on one machine a batch), nobody may delete in the
 * target. Safe to share between threads.
 */
public final class Tombstones {
    static final String PARTITION = "TOMBSTONES";
    static final String SORT = "HEEDED";
    private static final String SINCE = "since";
    private static final String VALIDATION = "ValidationException";

    private final ControlTable control;

    public Tombstones(ControlTable control) {
        this.control = control;
    }

    /**
     * Describes an interceptor.
     *
     * @param name the application's name, and after a slash the instance's
     * @param targets the target tables that it takes care of
     * @param at when it was last heard of; it tells once a minute while requests are made
     */
    public record Announcement(String name, Set<String> targets, Instant at) {}

    /** Makes sync heed tombstones from its next batch on, and lets them expire. */
    public void heed(Instant now) {
        control.put(PARTITION, SORT, Map.of(SINCE, Rows.instant(now)));
        try {
            control.client()
                    .updateTimeToLive(request -> request.tableName(control.name())
                            .timeToLiveSpecification(time ->
                                    time.attributeName(ControlRows.EXPIRES).enabled(true)));
        } catch (DynamoDbException failure) {
            boolean enabledAlready = failure.awsErrorDetails() != null
                    && VALIDATION.equals(failure.awsErrorDetails().errorCode());
            if (!enabledAlready) {
                throw failure;
            }
        }
    }

    /** Makes sync forget about tombstones, once forward sync is off for good. */
    public void cease() {
        control.delete(PARTITION, SORT);
    }

    /**
     * Removes all tombstones, once forward sync is off for good. They expire by themselves as well.
     *
     * @param stopped tells that no more are to be removed
     * @return how many were removed
     */
    public long removeAll(BooleanSupplier stopped) {
        long removed = 0;
        Iterator<Item> rows = control.scan(ControlRows.TOMBSTONE_PREFIX).iterator();
        while (rows.hasNext() && !stopped.getAsBoolean()) {
            Item row = rows.next();
            control.delete(Rows.text(row, ControlTable.PARTITION_KEY), Rows.text(row, ControlTable.SORT_KEY));
            removed++;
        }
        return removed;
    }

    /** Tells whether tombstones are heeded. */
    public boolean areHeeded() {
        return control.get(PARTITION, SORT).isPresent();
    }

    /** Tells whether the application has left a tombstone for a target item. */
    public boolean isThere(TargetKey target) {
        return control.client()
                .getItem(GetItemRequest.builder()
                        .tableName(control.name())
                        .key(key(target))
                        .consistentRead(true)
                        .build())
                .hasItem();
    }

    /** Returns what a transaction that creates a target item has to ask. */
    public ConditionCheck absence(TargetKey target) {
        return ConditionCheck.builder()
                .tableName(control.name())
                .key(key(target))
                .conditionExpression("attribute_not_exists(#pk)")
                .expressionAttributeNames(Map.of("#pk", ControlTable.PARTITION_KEY))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    /** Tells whether a tombstone may yet be taken back, since its delete may be refused. */
    public static boolean isPending(Map<String, AttributeValue> tombstone, Instant now) {
        AttributeValue until = tombstone.get(ControlRows.PENDING);
        return until != null && until.s() != null && now.isBefore(Instant.parse(until.s()));
    }

    /** Returns the interceptors that were heard of lately. */
    public List<Announcement> announced(Instant now, Duration lately) {
        return control.query(ControlRows.INTERCEPTORS)
                .map(row -> new Announcement(
                        Rows.text(row, ControlTable.SORT_KEY),
                        Set.copyOf(row.get(ControlRows.TARGETS).orElseThrow().ss()),
                        Rows.instant(row, ControlRows.AT)))
                .filter(announcement -> announcement.at().isAfter(now.minus(lately)))
                .toList();
    }

    private static Map<String, AttributeValue> key(TargetKey target) {
        return ControlRows.tombstoneKey(target.table(), target.key().attributes());
    }
}
