package io.touchstream.touch.mark;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import io.touchstream.item.MarkerValue;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.RunToken.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Writes the marker on one source item, or removes it. Never creates an item, and never overwrites what the application
 * keeps under the marker's name. Safe to share between threads.
 */
public final class Toucher {
    private static final Duration SINGLE_TOUCH = Duration.ofSeconds(30);
    private static final String INVALID = "ValidationException";
    private static final String TOO_LARGE = "Item size";

    /**
     * Holds for markers, as far as an expression can tell them: it knows no alphabet, so that of the application's values
     * those are refused here that differ in length or beginning, and the scan refuses the others.
     */
    private static final String IS_MARKER = "(begins_with(#marker, :touch) OR begins_with(#marker, :repair)"
            + " OR begins_with(#marker, :canary)) AND size(#marker) = :length";

    private static final Map<String, AttributeValue> MARKERS = Map.of(
            ":touch", AttributeValues.string(Kind.TOUCH.prefix()),
            ":repair", AttributeValues.string(Kind.REPAIR.prefix()),
            ":canary", AttributeValues.string(Kind.CANARY.prefix()),
            ":length", AttributeValues.number(MarkerValue.LENGTH));

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
        /** With the marker the item would exceed 400 KB, or its collection 10 GB. */
        TOO_LARGE
    }

    /** What became of a touch, and the write capacity units that it consumed. */
    public record Touch(Outcome outcome, double units) {}

    /**
     * Touches one item, outside of any rate.
     *
     * @throws MarkerTakenException when the application has an attribute of the marker's name
     */
    public Outcome touchOne(String table, ItemKey key, RunToken token) {
        return touch(table, key, token, SINGLE_TOUCH).outcome();
    }

    /**
     * Touches one item, with one request.
     *
     * @throws MarkerTakenException when the application has an attribute of the marker's name
     */
    public Touch touch(String table, ItemKey key, RunToken token, Duration timeLeft) {
        Map<String, AttributeValue> values = new TreeMap<>(MARKERS);
        values.put(":token", AttributeValues.string(token.text()));
        // INVARIANT 2: a touch never creates. The application may have written the marker's name since the scan.
        return update(request(table, key, timeLeft)
                .updateExpression("SET #marker = :token")
                .conditionExpression(
                        "attribute_exists(#key) AND (attribute_not_exists(#marker) OR (" + IS_MARKER + "))")
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
    }

    /** Removes the marker from one item, with one request. */
    public Touch untouch(String table, ItemKey key, Duration timeLeft) {
        return update(request(table, key, timeLeft)
                .updateExpression("REMOVE #marker")
                .conditionExpression("attribute_exists(#key) AND " + IS_MARKER)
                .expressionAttributeValues(MARKERS));
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
        } catch (ConditionalCheckFailedException refused) {
            if (refused.hasItem() && refused.item().containsKey(marker)) {
                throw new MarkerTakenException(request.build().tableName(), marker);
            }
            // A failed condition is billed too, at least one unit. Source: developer guide, "Read/write capacity mode".
            return new Touch(Outcome.GONE, 1);
        } catch (ItemCollectionSizeLimitExceededException full) {
            return new Touch(Outcome.TOO_LARGE, 1);
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
