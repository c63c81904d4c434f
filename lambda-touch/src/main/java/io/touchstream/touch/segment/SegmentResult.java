package io.touchstream.touch.segment;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Answers a {@link SegmentRequest}.
 *
 * @param done whether the segment is complete; if not, the same request goes on with it
 * @param cursor how far it has come; null before the first page and when done
 * @param counts what was done in the whole segment so far, by name
 */
public record SegmentResult(boolean done, @Nullable Map<String, AttributeValue> cursor, Map<String, Long> counts) {}
