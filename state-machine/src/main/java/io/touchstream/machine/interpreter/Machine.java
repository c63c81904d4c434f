package io.touchstream.machine.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Executes a state machine's definition: the part of the Amazon States Language that ours uses, and nothing else. An unknown
 * field or state fails, so that nothing in the definition is passed over in silence. One item of a map after the other, one
 * execution at a time. Source: states-language.net.
 */
public final class Machine {
    private static final int MOST_STEPS = 100_000;

    private final Tasks tasks;
    private final Waits waits;
    private final List<String> pauses = new ArrayList<>();
    private final Map<String, Integer> entered = new TreeMap<>();
    private final List<Integer> concurrency = new ArrayList<>();
    private int steps;

    /**
     * Creates a machine.
     *
     * @param tasks stands in for the services
     * @param waits stands in for the time that waits take; what retries wait is passed over
     */
    public Machine(Tasks tasks, Waits waits) {
        this.tasks = tasks;
        this.waits = waits;
    }

    /** Stands in for the services. */
    @FunctionalInterface
    public interface Tasks {
        /** Carries out a task, or fails. */
        JsonNode run(String resource, JsonNode parameters) throws Failure;
    }

    /** Stands in for time. */
    @FunctionalInterface
    public interface Waits {
        /** Waits that many seconds, or passes them over. */
        void await(int seconds);
    }

    /** An error with its name, as tasks and Fail states raise it. */
    public static final class Failure extends Exception {
        private final String error;

        /**
         * Creates a failure.
         *
         * @param error its name, by which it is caught and tried again
         */
        public Failure(String error, String cause) {
            super(cause);
            this.error = error;
        }

        /** Returns the error's name. */
        public String error() {
            return error;
        }
    }

    /** Returns the waits and the retries so far, in order: {@code wait SECONDS}, {@code retry ERROR}. */
    public List<String> pauses() {
        return List.copyOf(pauses);
    }

    /** Returns how often each state was entered. */
    public Map<String, Integer> entered() {
        return Map.copyOf(entered);
    }

    /** Returns the concurrency of each distributed map that was run. */
    public List<Integer> concurrency() {
        return List.copyOf(concurrency);
    }

    /** Executes from the first state to an end, and returns the output. */
    public JsonNode execute(JsonNode definition, JsonNode input) throws Failure {
        return execute(definition, input, NullNode.instance);
    }

    private JsonNode execute(JsonNode definition, JsonNode input, JsonNode context) throws Failure {
        String name = definition.get("StartAt").asText();
        JsonNode data = input.deepCopy();
        while (true) {
            if (++steps > MOST_STEPS) {
                throw new IllegalStateException("the machine does not end");
            }
            entered.merge(name, 1, Integer::sum);
            JsonNode state = definition.get("States").get(name);
            Step step = step(state, data, context);
            data = step.data();
            if (step.next() == null) {
                return data;
            }
            name = step.next();
        }
    }

    private record Step(JsonNode data, @Nullable String next) {}

    private Step step(JsonNode state, JsonNode data, JsonNode context) throws Failure {
        return switch (state.get("Type").asText()) {
            case "Pass" -> pass(state, data, context);
            case "Choice" -> new Step(data, Choices.next(state, data));
            case "Wait" -> {
                int seconds = state.get("Seconds").asInt();
                pauses.add("wait " + seconds);
                waits.await(seconds);
                yield new Step(data, next(state));
            }
            case "Succeed" -> new Step(data, null);
            case "Fail" ->
                throw new Failure(
                        state.get("Error").asText(), state.get("Cause").asText());
            case "Task" -> attempt(state, data, () -> result(state, data, context));
            case "Map" -> new Step(Paths.put(data, state, map(state, data)), next(state));
            default -> throw new IllegalStateException("unknown state " + state);
        };
    }

    private static Step pass(JsonNode state, JsonNode data, JsonNode context) {
        JsonNode input = state.has("InputPath")
                ? Paths.read(data, context, state.get("InputPath").asText())
                : data;
        JsonNode result = input;
        if (state.has("Result")) {
            result = state.get("Result");
        } else if (state.has("Parameters")) {
            result = Paths.template(state.get("Parameters"), data, context);
        }
        return new Step(Paths.put(data, state, result), next(state));
    }

    private JsonNode result(JsonNode state, JsonNode data, JsonNode context) throws Failure {
        JsonNode parameters = Paths.template(state.get("Parameters"), data, context);
        JsonNode result = tasks.run(state.get("Resource").asText(), parameters);
        return state.has("ResultSelector") ? Paths.template(state.get("ResultSelector"), result, context) : result;
    }

    @FunctionalInterface
    private interface Attempt {
        JsonNode run() throws Failure;
    }

    private Step attempt(JsonNode state, JsonNode data, Attempt attempt) throws Failure {
        Map<JsonNode, Integer> used = new HashMap<>();
        while (true) {
            try {
                return new Step(Paths.put(data, state, attempt.run()), next(state));
            } catch (Failure failure) {
                JsonNode retrier = matching(state.path("Retry"), failure.error);
                int times = retrier == null ? 0 : used.merge(retrier, 1, Integer::sum);
                if (retrier != null && times <= retrier.path("MaxAttempts").asInt(3)) {
                    pauses.add("retry " + failure.error);
                    continue;
                }
                JsonNode catcher = matching(state.path("Catch"), failure.error);
                if (catcher == null) {
                    throw failure;
                }
                ObjectNode error = JsonNodeFactory.instance.objectNode().put("Error", failure.error);
                return new Step(Paths.put(data, catcher, error), next(catcher));
            }
        }
    }

    private static @Nullable JsonNode matching(JsonNode handlers, String error) {
        for (JsonNode handler : handlers) {
            for (JsonNode name : handler.get("ErrorEquals")) {
                boolean every = name.asText().equals("States.ALL");
                boolean task = name.asText().equals("States.TaskFailed") && !error.equals("States.Timeout");
                if (every || task || name.asText().equals(error)) {
                    return handler;
                }
            }
        }
        return null;
    }

    /** Runs every item; where one fails, the map fails, after the others: nothing is tolerated. */
    private JsonNode map(JsonNode state, JsonNode data) throws Failure {
        JsonNode processor = state.get("ItemProcessor");
        if (processor.at("/ProcessorConfig/Mode").asText().equals("DISTRIBUTED")) {
            concurrency.add(
                    Paths.read(data, data, state.get("MaxConcurrencyPath").asText())
                            .asInt());
            if (state.get("ToleratedFailurePercentage").asInt() != 0) {
                throw new IllegalStateException("only maps that tolerate no failure");
            }
        }
        ArrayNode outcomes = JsonNodeFactory.instance.arrayNode();
        Failure first = null;
        for (JsonNode item : Paths.read(data, data, state.get("ItemsPath").asText())) {
            ObjectNode context = JsonNodeFactory.instance.objectNode();
            context.putObject("Map").putObject("Item").set("Value", item);
            try {
                outcomes.add(execute(processor, Paths.template(state.get("ItemSelector"), data, context), context));
            } catch (Failure failure) {
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return outcomes;
    }

    private static @Nullable String next(JsonNode state) {
        return state.has("Next") ? state.get("Next").asText() : null;
    }
}
