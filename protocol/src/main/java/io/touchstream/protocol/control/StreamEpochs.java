package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Numbers the streams of each source table in the order in which they were first seen, from 1.
 *
 * <p>A stream that is disabled and enabled again has a new ARN and starts its sequence numbers anew, so a version is
 * compared by epoch first. Safe to share between threads; answers are remembered.
 */
public final class StreamEpochs {
    private static final String PARTITION = "STREAMS";
    private static final String ARNS = "arns";

    private final ControlTable control;
    private final Soundness soundness;
    private final Clock clock;
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    /**
     * Creates the numbering.
     *
     * @param soundness is told of a table's second and every further stream: nothing was recorded between two streams
     */
    public StreamEpochs(ControlTable control, Soundness soundness, Clock clock) {
        this.control = control;
        this.soundness = soundness;
        this.clock = clock;
    }

    /** Returns the epoch of a table's stream, which it is given now where it is new. */
    public long epochOf(String table, String streamArn) {
        Long epoch = known.get(streamArn);
        if (epoch != null) {
            return epoch;
        }
        long registered = register(table, streamArn);
        known.put(streamArn, registered);
        return registered;
    }

    private long register(String table, String streamArn) {
        AttributeValue arn = AttributeValues.string(streamArn);
        boolean isNew = control.update(
                PARTITION,
                table,
                UpdateItemRequest.builder()
                        .updateExpression("SET #arns = list_append(if_not_exists(#arns, :none), :one)")
                        .conditionExpression("attribute_not_exists(#arns) OR NOT contains(#arns, :arn)")
                        .expressionAttributeNames(Map.of("#arns", ARNS))
                        .expressionAttributeValues(Map.of(
                                ":none", AttributeValue.fromL(List.of()),
                                ":one", AttributeValue.fromL(List.of(arn)),
                                ":arn", arn)));
        Item row = control.get(PARTITION, table).orElseThrow();
        List<AttributeValue> arns = row.get(ARNS).orElseThrow().l();
        long epoch = arns.indexOf(arn) + 1L;
        if (isNew && epoch > 1) {
            soundness.markUnsound("the stream of table " + table + " is a new one", clock.instant());
        }
        return epoch;
    }
}
