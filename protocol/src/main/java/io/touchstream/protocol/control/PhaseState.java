package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * States in which phase a migration is.
 *
 * @param phase the phase
 * @param since since when; null where none was ever recorded
 * @param who who brought it there; null where none was ever recorded
 * @param failure why the last step did not succeed; null where it did
 * @param details what must survive a process, by name
 */
public record PhaseState(
        Phase phase,
        @Nullable Instant since,
        @Nullable String who,
        @Nullable Failure failure,
        Map<String, String> details) {
    static final String PHASE = "phase";
    static final String SINCE = "since";
    static final String WHO = "who";
    static final String CAUSE = "failureCause";
    static final String NEXT = "failureNext";
    static final String FAILED_AT = "failedAt";
    static final String DETAIL_PREFIX = "detail.";

    /** What a control table holds that has no such row: nothing was done, or it was done before phases were recorded. */
    static final PhaseState NONE = new PhaseState(Phase.CREATED, null, null, null, Map.of());

    public PhaseState {
        details = Map.copyOf(details);
    }

    /**
     * Says why a step did not succeed.
     *
     * @param cause in one line, without item values
     * @param next what the operator is to do
     * @param at when
     */
    public record Failure(String cause, String next, Instant at) {}

    /** Tells whether the phase was recorded, and is not just what a table without the row yields. */
    public boolean isRecorded() {
        return since != null;
    }

    static PhaseState of(Item row) {
        Map<String, String> details = new HashMap<>();
        row.attributes().forEach((name, value) -> {
            if (name.startsWith(DETAIL_PREFIX)) {
                details.put(name.substring(DETAIL_PREFIX.length()), value.s());
            }
        });
        return new PhaseState(
                row.get(PHASE).map(value -> phase(value.s())).orElse(Phase.CREATED),
                row.has(SINCE) ? Rows.instant(row, SINCE) : null,
                row.has(WHO) ? Rows.text(row, WHO) : null,
                row.has(CAUSE)
                        ? new Failure(Rows.text(row, CAUSE), Rows.text(row, NEXT), Rows.instant(row, FAILED_AT))
                        : null,
                details);
    }

    static Phase phase(String label) {
        return Phase.of(label).orElseThrow(() -> new IllegalStateException("unknown phase " + label));
    }

    static AttributeValue text(Phase phase) {
        return AttributeValues.string(phase.label());
    }
}
