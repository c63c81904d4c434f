package io.touchstream.touch.mark;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.RunToken;
import io.touchstream.touch.verify.SourceTouch;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Writes the marker on one source item, or removes it. Never creates an item. Safe to share between threads. */
public final class Toucher implements SourceTouch {
    private static final Duration SINGLE_TOUCH = Duration.ofSeconds(30);
    private static final String INVALID = "ValidationException";
    private static final String TOO_LARGE = "Item size";

    private final DynamoDbClient client;
    private final String marker;

    /**
     * Creates a toucher.
     *
     * @param marker the marker attribute's name
     */
    public Toucher(DynamoDbClient client, String marker) {
        this.client = client;
        this.marker = marker;
    }

    /** Tells what became of a touch. */
    public enum Outcome {
        /** The marker was written, or removed. */
        TOUCHED,
        /** The item is not there any more, or carries no marker to remove. */
        GONE,
        /** The item would exceed 400 KB with the marker. */
        TOO_LARGE
    }

    /** What became of a touch, and the write capacity units that it consumed. */
    public record Touch(Outcome outcome, double units) {}

    /** Touches one item, outside of any rate. */
    public Outcome touchOne(String table, ItemKey key, RunToken token) {
        return touch(table, key, token, SINGLE_TOUCH).outcome();
    }

    /** Touches one item, outside of any rate; an item too large for the marker stays untouched. */
    @Override
    public boolean touch(String table, ItemKey key, RunToken token) {
        return touchOne(table, key, token) == Outcome.TOUCHED;
    }

    /** Touches one item, with one request. */
    public Touch touch(String table, ItemKey key, RunToken token, Duration timeLeft) {
        // INVARIANT 2: a touch never creates.
        return update(request(table, key, timeLeft)
                .updateExpression("SET #marker = :token")
                .conditionExpression("attribute_exists(#key)")
                .expressionAttributeValues(Map.of(":token", AttributeValues.string(token.text()))));
    }

    /** Removes the marker from one item, with one request. */
    public Touch untouch(String table, ItemKey key, Duration timeLeft) {
        return update(request(table, key, timeLeft)
                .updateExpression("REMOVE #marker")
                .conditionExpression("attribute_exists(#key) AND attribute_exists(#marker)"));
    }

    private UpdateItemRequest.Builder request(String table, ItemKey key, Duration timeLeft) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key.attributes())
                .expressionAttributeNames(Map.of(
                        "#marker",
                        marker,
                        "#key",
                        key.attributes().keySet().iterator().next()))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .overrideConfiguration(configuration -> configuration.apiCallTimeout(timeLeft));
    }

    private Touch update(UpdateItemRequest.Builder request) {
        try {
            return new Touch(
                    Outcome.TOUCHED, units(client.updateItem(request.build()).consumedCapacity()));
        } catch (ConditionalCheckFailedException gone) {
            // A failed condition is billed too, at least one unit. Source: developer guide, "Read/write capacity mode".
            return new Touch(Outcome.GONE, 1);
        } catch (DynamoDbException failure) {
            if (failure.awsErrorDetails() != null
                    && INVALID.equals(failure.awsErrorDetails().errorCode())
                    && String.valueOf(failure.awsErrorDetails().errorMessage()).contains(TOO_LARGE)) {
                return new Touch(Outcome.TOO_LARGE, 1);
            }
            throw failure;
        }
    }

    private static double units(@Nullable ConsumedCapacity capacity) {
        return capacity == null || capacity.capacityUnits() == null ? 1 : capacity.capacityUnits();
    }
}
