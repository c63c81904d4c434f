package io.touchstream.machine.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Decides Choice states, for {@link Machine}. */
final class Choices {
    private Choices() {}

    static String next(JsonNode state, JsonNode data) {
        for (JsonNode choice : state.get("Choices")) {
            if (holds(choice, data)) {
                return choice.get("Next").asText();
            }
        }
        return state.get("Default").asText();
    }

    private static boolean holds(JsonNode choice, JsonNode data) {
        if (choice.has("And")) {
            for (JsonNode part : choice.get("And")) {
                if (!holds(part, data)) {
                    return false;
                }
            }
            return true;
        }
        if (choice.has("Or")) {
            for (JsonNode part : choice.get("Or")) {
                if (holds(part, data)) {
                    return true;
                }
            }
            return false;
        }
        JsonNode value = Paths.find(data, choice.get("Variable").asText());
        for (Map.Entry<String, JsonNode> field : choice.properties()) {
            if (!field.getKey().equals("Variable") && !field.getKey().equals("Next")) {
                return compare(field.getKey(), value, field.getValue(), data);
            }
        }
        throw new IllegalStateException("a choice without comparison: " + choice);
    }

    private static boolean compare(String comparison, JsonNode value, JsonNode expected, JsonNode data) {
        if (comparison.equals("IsPresent")) {
            return value.isMissingNode() != expected.asBoolean();
        }
        if (value.isMissingNode()) {
            throw new IllegalStateException("States.Runtime: a choice over what is not there");
        }
        return switch (comparison) {
            case "IsString" -> value.isTextual() == expected.asBoolean();
            case "IsNumeric" -> value.isNumber() == expected.asBoolean();
            case "StringEquals" -> value.isTextual() && value.asText().equals(expected.asText());
            case "BooleanEquals" -> value.isBoolean() && value.asBoolean() == expected.asBoolean();
            case "NumericGreaterThanEquals" -> value.isNumber() && value.asDouble() >= expected.asDouble();
            case "NumericLessThanEquals" -> value.isNumber() && value.asDouble() <= expected.asDouble();
            case "NumericLessThanPath" ->
                value.asDouble() < Paths.read(data, data, expected.asText()).asDouble();
            default -> throw new IllegalStateException("unknown comparison " + comparison);
        };
    }
}
