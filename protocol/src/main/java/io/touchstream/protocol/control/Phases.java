package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.control.PhaseState.Failure;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps a migration's phase: one row, changed on the condition of what it was, so that of two operators one goes.
 *
 * <p>Details outlive the phase in which they were remembered, until they are forgotten.
 */
public final class Phases {
    private static final String PARTITION = "MIGRATION";
    private static final String SORT = "PHASE";

    private final ControlTable control;

    public Phases(ControlTable control) {
        this.control = control;
    }

    /** Returns the state; {@link Phase#CREATED} where none was recorded. */
    public PhaseState state() {
        return row().map(PhaseState::of).orElse(PhaseState.NONE);
    }

    /**
     * Goes from one phase to the next, and forgets the failure of the step before.
     *
     * @param who who does it
     * @return false where the migration is in another phase by now: another operator was first
     * @throws IllegalArgumentException when there is no such step
     */
    public boolean advance(Phase from, Phase to, String who, Instant at) {
        return advance(from, to, who, at, Map.of());
    }

    /** As {@link #advance(Phase, Phase, String, Instant)}, and remembers details in the same write. */
    public boolean advance(Phase from, Phase to, String who, Instant at, Map<String, String> details) {
        if (!from.mayBecome(to)) {
            throw new IllegalArgumentException("no step leads from phase " + from + " to " + to);
        }
        Map<String, String> names = new HashMap<>(Map.of(
                "#since", PhaseState.SINCE,
                "#who", PhaseState.WHO,
                "#cause", PhaseState.CAUSE,
                "#next", PhaseState.NEXT,
                "#failedAt", PhaseState.FAILED_AT));
        Map<String, AttributeValue> values = new HashMap<>(
                Map.of(":to", PhaseState.text(to), ":since", Rows.instant(at), ":who", AttributeValues.string(who)));
        StringBuilder sets = new StringBuilder("SET #phase = :to, #since = :since, #who = :who");
        details.forEach((name, value) -> {
            String place = "d" + names.size();
            names.put("#" + place, PhaseState.DETAIL_PREFIX + name);
            values.put(":" + place, AttributeValues.string(value));
            sets.append(", #").append(place).append(" = :").append(place);
        });
        return update(from, sets + " REMOVE #cause, #next, #failedAt", names, values) || isDone(to, who, at);
    }

    /** Remembers a detail, in place of an earlier one of that name; false where the migration is in another phase. */
    public boolean remember(Phase during, String name, String value) {
        return update(
                during,
                "SET #detail = :detail",
                Map.of("#detail", PhaseState.DETAIL_PREFIX + name),
                Map.of(":detail", AttributeValues.string(value)));
    }

    /** Forgets a detail; false where the migration is in another phase. */
    public boolean forget(Phase during, String name) {
        return update(during, "REMOVE #detail", Map.of("#detail", PhaseState.DETAIL_PREFIX + name), Map.of());
    }

    /** Records why a step out of this phase did not succeed; false where the migration is in another phase. */
    public boolean fail(Phase during, Failure failure) {
        return update(
                during,
                "SET #cause = :cause, #next = :next, #failedAt = :at",
                Map.of("#cause", PhaseState.CAUSE, "#next", PhaseState.NEXT, "#failedAt", PhaseState.FAILED_AT),
                Map.of(
                        ":cause", AttributeValues.string(failure.cause()),
                        ":next", AttributeValues.string(failure.next()),
                        ":at", Rows.instant(failure.at())));
    }

    /** Forgets the last step's failure; false where the migration is in another phase. */
    public boolean succeed(Phase during) {
        return update(
                during,
                "REMOVE #cause, #next, #failedAt",
                Map.of("#cause", PhaseState.CAUSE, "#next", PhaseState.NEXT, "#failedAt", PhaseState.FAILED_AT),
                Map.of());
    }

    private boolean update(
            Phase from, String expression, Map<String, String> names, Map<String, AttributeValue> values) {
        Map<String, String> allNames = new HashMap<>(names);
        allNames.put("#phase", PhaseState.PHASE);
        Map<String, AttributeValue> allValues = new HashMap<>(values);
        allValues.put(":from", PhaseState.text(from));
        return control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression(expression)
                        .conditionExpression(condition(from))
                        .expressionAttributeNames(allNames)
                        .expressionAttributeValues(allValues));
    }

    /** INVARIANT: a phase is left only by who saw it. A row without a phase is as good as none. */
    private static String condition(Phase from) {
        return from == Phase.CREATED ? "attribute_not_exists(#phase) OR #phase = :from" : "#phase = :from";
    }

    /** A write whose answer was lost is sent again, and then refused because it was done. */
    private boolean isDone(Phase to, String who, Instant at) {
        PhaseState state = state();
        return state.phase() == to && at.equals(state.since()) && who.equals(state.who());
    }

    private Optional<Item> row() {
        return control.get(PARTITION, SORT);
    }
}
