package io.touchstream.touch;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.control.Job;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import java.util.HashMap;
import java.util.Map;

/** Reads what the function is invoked with, and builds what it answers. */
final class Invocation {
    private Invocation() {}

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException when a field is missing or not of its type
     */
    static SegmentRequest request(Map<String, Object> input) {
        return new SegmentRequest(
                text(input, "run"),
                Job.valueOf(text(input, "job")),
                text(input, "table"),
                number(input, "segment"),
                number(input, "totalSegments"));
    }

    static Map<String, Object> answer(SegmentResult result) {
        Map<String, Object> output = new HashMap<>(Map.of("done", result.done(), "counts", result.counts()));
        if (result.cursor() != null) {
            output.put("cursor", DynamoDbJson.write(Item.of(result.cursor())));
        }
        return output;
    }

    private static String text(Map<String, Object> input, String name) {
        if (input.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the request needs a text " + name);
    }

    private static int number(Map<String, Object> input, String name) {
        if (input.get(name) instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalArgumentException("the request needs a number " + name);
    }
}
