package io.touchstream.machine.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads paths, payload templates and intrinsic functions, for {@link Machine}. */
final class Paths {
    private Paths() {}

    /** Reads a path, which must lead to something. */
    static JsonNode read(JsonNode data, JsonNode context, String path) {
        JsonNode found = path.startsWith("$$") ? find(context, path.substring(1)) : find(data, path);
        if (found.isMissingNode()) {
            throw new IllegalStateException("States.Runtime: nothing at " + path);
        }
        return found;
    }

    static JsonNode find(JsonNode data, String path) {
        JsonNode node = data;
        for (String name :
                path.equals("$") ? List.<String>of() : List.of(path.substring(2).split("\\.", -1))) {
            node = node.isObject() && node.has(name) ? node.get(name) : MissingNode.getInstance();
        }
        return node;
    }

    /** Fills in a payload template. */
    static JsonNode template(JsonNode template, JsonNode data, JsonNode context) {
        if (!template.isObject()) {
            return template;
        }
        ObjectNode filled = JsonNodeFactory.instance.objectNode();
        template.properties().forEach(field -> {
            String name = field.getKey();
            if (name.endsWith(".$")) {
                filled.set(
                        name.substring(0, name.length() - 2),
                        value(field.getValue().asText(), data, context));
            } else {
                filled.set(name, template(field.getValue(), data, context));
            }
        });
        return filled;
    }

    /** Puts a result where the ResultPath says. */
    static JsonNode put(JsonNode data, JsonNode state, JsonNode result) {
        if (!state.has("ResultPath")) {
            return result;
        }
        if (state.get("ResultPath").isNull()) {
            return data;
        }
        JsonNode copy = data.deepCopy();
        String[] names = state.get("ResultPath").asText().substring(2).split("\\.", -1);
        ObjectNode parent = (ObjectNode) copy;
        for (int index = 0; index < names.length - 1; index++) {
            parent = (ObjectNode) parent.get(names[index]);
        }
        parent.set(names[names.length - 1], result.deepCopy());
        return copy;
    }

    private static JsonNode value(String text, JsonNode data, JsonNode context) {
        if (text.startsWith("$")) {
            return read(data, context, text);
        }
        int open = text.indexOf('(');
        if (open < 0) {
            return literal(text);
        }
        List<JsonNode> arguments = Stream.of(
                        text.substring(open + 1, text.length() - 1).split(", ", -1))
                .map(argument -> value(argument, data, context))
                .toList();
        return call(text.substring(0, open), arguments);
    }

    private static JsonNode literal(String text) {
        if (text.startsWith("'")) {
            return TextNode.valueOf(text.substring(1, text.length() - 1));
        }
        return text.equals("true") || text.equals("false")
                ? BooleanNode.valueOf(Boolean.parseBoolean(text))
                : IntNode.valueOf(Integer.parseInt(text));
    }

    private static JsonNode call(String function, List<JsonNode> arguments) {
        JsonNode first = arguments.get(0);
        return switch (function) {
            case "States.MathAdd" ->
                IntNode.valueOf(first.asInt() + arguments.get(1).asInt());
            case "States.ArrayLength" -> IntNode.valueOf(first.size());
            case "States.ArrayGetItem" -> first.get(arguments.get(1).asInt());
            case "States.ArrayContains" -> BooleanNode.valueOf(contains(first, arguments.get(1)));
            case "States.ArrayRange" -> range(first.asInt(), arguments.get(1).asInt());
            case "States.JsonMerge" -> ((ObjectNode) first.deepCopy()).setAll((ObjectNode) arguments.get(1));
            default -> throw new IllegalStateException("unknown function " + function);
        };
    }

    private static boolean contains(JsonNode array, JsonNode value) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(value::equals);
    }

    /** The last element counts, as the States Language has it, and there may be a thousand. */
    private static ArrayNode range(int first, int last) {
        if (last - first >= 1000) {
            throw new IllegalStateException("States.IntrinsicFailure: more than a thousand elements");
        }
        ArrayNode range = JsonNodeFactory.instance.arrayNode();
        for (int element = first; element <= last; element++) {
            range.add(element);
        }
        return range;
    }
}
