package io.touchstream.operator.deployed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says what the state machine is to do.
 *
 * @param run the run's id, as the control table has it
 * @param job {@code TOUCH}, {@code COPY}, {@code VERIFY} or {@code UNTOUCH}
 * @param totalSegments into how many segments each table is divided, 1 to 1000
 * @param maxConcurrency how many of them are worked on side by side
 */
public record RunInput(String run, String job, int totalSegments, int maxConcurrency) {
    static final String MAX_CONCURRENCY = "maxConcurrency";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the input as JSON. */
    String json() {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("run", run);
        input.put("job", job);
        input.put("totalSegments", totalSegments);
        input.put(MAX_CONCURRENCY, maxConcurrency);
        try {
            return JSON.writeValueAsString(input);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts and numbers only", impossible);
        }
    }

    /** Reads the concurrency out of an execution's input; 1 where it states none. */
    static int maxConcurrency(String json) {
        try {
            return Math.max(1, JSON.readTree(json).path(MAX_CONCURRENCY).asInt());
        } catch (JsonProcessingException notJson) {
            return 1;
        }
    }
}
