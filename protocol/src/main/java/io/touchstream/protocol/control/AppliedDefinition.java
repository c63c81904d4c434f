package io.touchstream.protocol.control;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Remembers the checksum of the definition in force, since what was written follows from it. It is the one that was applied
 * first, unless an operator has accepted a changed one: then a repair run must follow, and a verify after that.
 */
public final class AppliedDefinition {
    private static final String PARTITION = "MIGRATION";
    private static final String SORT = "DEFINITION";
    private static final String CHECKSUM = "checksum";
    private static final String MARKER = "marker";
    private static final String ACCEPTED = "acceptedAt";
    private static final String REPAIRED = "repairedAt";

    private final ControlTable control;

    public AppliedDefinition(ControlTable control) {
        this.control = control;
    }

    /**
     * Describes the definition in force.
     *
     * @param marker the name of the marker that items may carry since the first definition
     * @param acceptedAt when it took the place of another; null where it is the first
     * @param repairedAt when the first repair run since then had ended; null before
     */
    public record Applied(
            String checksum,
            String marker,
            @Nullable Instant acceptedAt,
            @Nullable Instant repairedAt) {
        /** Tells whether a verify that began then can prove anything of what this definition yields. */
        public boolean isProvenBy(Instant verifyBegan) {
            return acceptedAt == null || (repairedAt != null && !repairedAt.isAfter(verifyBegan));
        }
    }

    /** Returns the definition in force, if one was applied. */
    public Optional<Applied> applied() {
        return control.get(PARTITION, SORT)
                .map(row -> new Applied(
                        Rows.text(row, CHECKSUM),
                        Rows.text(row, MARKER),
                        instant(row, ACCEPTED),
                        instant(row, REPAIRED)));
    }

    /**
     * Stores the definition that is applied first, with its marker's name, which no later definition may change: the former
     * would arrive as data. Does nothing where one was before.
     */
    public void applyFirst(MigrationDefinition definition) {
        control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression("SET #checksum = :checksum, #marker = :marker")
                        .conditionExpression("attribute_not_exists(#checksum)")
                        .expressionAttributeNames(Map.of("#checksum", CHECKSUM, "#marker", MARKER))
                        .expressionAttributeValues(Map.of(
                                ":checksum", AttributeValues.string(definition.checksum()),
                                ":marker",
                                        AttributeValues.string(
                                                definition.touch().marker()))));
    }

    /** Puts a changed definition in the place of the one in force; false where another is in force. */
    public boolean accept(String before, String checksum, Instant at) {
        return control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression("SET #checksum = :checksum, #accepted = :at REMOVE #repaired")
                        .conditionExpression("#checksum = :before")
                        .expressionAttributeNames(
                                Map.of("#checksum", CHECKSUM, "#accepted", ACCEPTED, "#repaired", REPAIRED))
                        .expressionAttributeValues(Map.of(
                                ":checksum", AttributeValues.string(checksum),
                                ":before", AttributeValues.string(before),
                                ":at", Rows.instant(at))));
    }

    /** States that a repair run has ended, if the definition in force is this one and waits for that. */
    public void repaired(String checksum, Instant at) {
        control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression("SET #repaired = :at")
                        .conditionExpression(
                                "#checksum = :checksum AND attribute_exists(#accepted) AND attribute_not_exists(#repaired)")
                        .expressionAttributeNames(
                                Map.of("#checksum", CHECKSUM, "#accepted", ACCEPTED, "#repaired", REPAIRED))
                        .expressionAttributeValues(
                                Map.of(":checksum", AttributeValues.string(checksum), ":at", Rows.instant(at))));
    }

    private static @Nullable Instant instant(Item row, String name) {
        return row.has(name) ? Rows.instant(row, name) : null;
    }
}
