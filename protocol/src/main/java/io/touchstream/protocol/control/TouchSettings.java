package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Holds what an operator may change while segments are under way: the pause and the rate. */
public final class TouchSettings {
    private static final String PARTITION = "SETTINGS";
    private static final String SORT = "TOUCH";
    private static final String PAUSED = "paused";
    private static final String RATE = "maxWriteUnitsPerSecond";
    private static final String WORKERS = "workers";

    private final ControlTable control;

    public TouchSettings(ControlTable control) {
        this.control = control;
    }

    /**
     * Holds the settings in force.
     *
     * @param paused whether segments are to wait
     * @param maxWriteUnitsPerSecond the most write capacity units a second, over all segments; 0 for no limit
     * @param workers how many segments are worked on side by side, which share the rate
     */
    public record Settings(boolean paused, long maxWriteUnitsPerSecond, int workers) {}

    /** Returns the settings in force: not paused, no limit and one worker where none were stored. */
    public Settings read() {
        Item row = control.get(PARTITION, SORT).orElse(Item.empty());
        return new Settings(
                Rows.flag(row, PAUSED), Rows.number(row, RATE), (int) Math.max(1, Rows.number(row, WORKERS)));
    }

    /** Sets the rate that holds until an operator changes it; does nothing where one was set before, if only to none. */
    public void rateAtFirst(long maxWriteUnitsPerSecond) {
        control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression("SET #rate = :rate")
                        .conditionExpression("attribute_not_exists(#rate)")
                        .expressionAttributeNames(Map.of("#rate", RATE))
                        .expressionAttributeValues(Map.of(":rate", AttributeValues.number(maxWriteUnitsPerSecond))));
    }

    /** Pauses or resumes. */
    public void pause(boolean paused) {
        set(PAUSED, AttributeValues.bool(paused));
    }

    /** Changes the rate, in write capacity units a second over all segments; 0 for no limit. */
    public void rate(long maxWriteUnitsPerSecond) {
        set(RATE, AttributeValues.number(maxWriteUnitsPerSecond));
    }

    /** States how many segments are worked on side by side. */
    public void workers(int workers) {
        set(WORKERS, AttributeValues.number(workers));
    }

    private void set(String attribute, AttributeValue value) {
        control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression("SET #attribute = :value")
                        .expressionAttributeNames(Map.of("#attribute", attribute))
                        .expressionAttributeValues(Map.of(":value", value)));
    }
}
