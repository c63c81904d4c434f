package io.touchstream.protocol.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps, for each source table, a moment before which every change was settled when it was noted. It never goes back.
 *
 * <p>The function notes it by the batches that it settles, a local mapping by its reads as well, so that a quiet table's
 * moment moves on too.
 */
public final class SyncProgress {
    private static final String PARTITION = "PROGRESS";
    private static final String SETTLED = "settledUpTo";

    private final ControlTable control;

    public SyncProgress(ControlTable control) {
        this.control = control;
    }

    /** Returns the moment of a table; nothing where sync has read nothing of it yet. */
    public Optional<Instant> settledUpTo(String table) {
        return control.get(PARTITION, table).map(row -> Rows.instant(row, SETTLED));
    }

    /** Moves a table's moment on, unless it is later already. Kept in whole seconds, so that texts compare as times. */
    public void advance(String table, Instant settledUpTo) {
        AttributeValue settled = Rows.instant(settledUpTo.truncatedTo(ChronoUnit.SECONDS));
        control.update(
                PARTITION,
                table,
                UpdateItemRequest.builder()
                        .updateExpression("SET #settled = :settled")
                        .conditionExpression("attribute_not_exists(#settled) OR #settled < :settled")
                        .expressionAttributeNames(Map.of("#settled", SETTLED))
                        .expressionAttributeValues(Map.of(":settled", settled)));
    }
}
