package io.touchstream.simulator.service;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One record of a stream.
 *
 * @param stream the stream's ARN
 * @param sequenceNumber rises with each record of a table, and now and then takes one more digit
 * @param key the item's key
 * @param before the old image; null where the item was not there
 * @param after the new image; null where the item is gone
 * @param at when the change was made, in milliseconds of virtual time
 * @param serviceDelete whether the time-to-live service made it
 */
public record StreamEntry(
        String stream,
        String sequenceNumber,
        Map<String, AttributeValue> key,
        Map<String, AttributeValue> before,
        Map<String, AttributeValue> after,
        long at,
        boolean serviceDelete) {}
