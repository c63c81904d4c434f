package io.touchstream.definition;

import io.touchstream.item.Item;
import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Concat;
import io.touchstream.rules.Constant;
import io.touchstream.rules.Copy;
import io.touchstream.rules.Expression;
import io.touchstream.rules.ListExpression;
import io.touchstream.rules.MapExpression;
import io.touchstream.rules.References;
import io.touchstream.rules.Template;
import io.touchstream.rules.TextFunction;
import io.touchstream.rules.TextFunction.Kind;
import io.touchstream.rules.ToNumber;
import io.touchstream.transform.TransformException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value of {@code set} or {@code default}: text is a template; numbers, Booleans, null, lists and maps are
 * themselves, with values inside; a map with a function's name as its key is that function.
 */
final class ExpressionReader {
    private static final String ARGUMENT = "a template or a function";
    private static final Map<String, Function<Field, Expression>> FUNCTIONS = functions();

    private ExpressionReader() {}

    static Expression read(Field field) {
        if (field.isList()) {
            return new ListExpression(
                    field.list("a list").stream().map(ExpressionReader::read).toList());
        }
        if (field.isMap()) {
            Expression function = functionIn(field);
            return function == null ? map(field) : function;
        }
        return field.is(YamlNode.ScalarKind.TEXT)
                ? template(field)
                : new Constant(LiteralReader.scalar(field, "a value"));
    }

    /** Reads a function's argument, which has a text. */
    static Expression argument(Field field) {
        if (field.isMap()) {
            Expression function = functionIn(field);
            if (function == null) {
                throw field.error("found a map without a function's name, expected " + ARGUMENT + "; functions are "
                        + String.join(", ", FUNCTIONS.keySet()));
            }
            return function;
        }
        field.text(ARGUMENT);
        return template(field);
    }

    private static Expression template(Field field) {
        try {
            Template template = Template.parse(field.text("a template"));
            return template.isConstant() ? new Constant(template.evaluate(Item.empty())) : template;
        } catch (IllegalArgumentException failure) {
            throw field.error(failure.getMessage() + "; write $${ for the characters themselves");
        }
    }

    private static @Nullable Expression functionIn(Field field) {
        Map<String, Field> entries = field.map("a map");
        for (Map.Entry<String, Function<Field, Expression>> function : FUNCTIONS.entrySet()) {
            String name = function.getKey();
            if (!entries.containsKey(name)) {
                continue;
            }
            if (name.equals("from")) {
                return copy(field);
            }
            field.map("a function", List.of(name));
            Field argument = field.required(entries, name);
            return checked(function.getValue().apply(argument), argument);
        }
        checkMisspelt(entries);
        return null;
    }

    /** What depends on no item fails for all of them, if it does. */
    private static Expression checked(Expression function, Field field) {
        if (References.of(function).isEmpty()) {
            try {
                function.evaluate(Item.empty());
            } catch (TransformException failure) {
                throw field.error("fails for every item: " + failure.getMessage());
            }
        }
        return function;
    }

    /** A function's name with a slip in it is not to become a map's key unnoticed. */
    private static void checkMisspelt(Map<String, Field> entries) {
        if (entries.size() != 1) {
            return;
        }
        entries.forEach((key, field) -> Messages.nearest(key, FUNCTIONS.keySet())
                .filter(name -> Messages.distance(key.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)) <= 1)
                .ifPresent(name -> {
                    throw field.error("unknown function, did you mean " + name
                            + "? A map with such a key is written {map: {...}}");
                }));
    }

    private static Expression map(Field field) {
        Map<String, Expression> entries = new LinkedHashMap<>();
        field.map("a map of names to values").forEach((name, value) -> entries.put(name, read(value)));
        return new MapExpression(entries);
    }

    private static Expression copy(Field field) {
        Map<String, Field> fields = field.map("a map with from and perhaps default", List.of("from", "default"));
        String path = field.required(fields, "from").text("an attribute's name", name -> !name.isEmpty());
        Field otherwise = fields.get("default");
        return new Copy(AttributePath.of(path), otherwise == null ? null : read(otherwise));
    }

    private static Map<String, Function<Field, Expression>> functions() {
        Map<String, Function<Field, Expression>> functions = new LinkedHashMap<>();
        functions.put("from", ExpressionReader::copy);
        functions.put("literal", field -> new Constant(LiteralReader.typed(field)));
        functions.put("map", ExpressionReader::map);
        functions.put(
                "concat",
                field -> new Concat(field.nonEmptyList("a list of at least one part").stream()
                        .map(ExpressionReader::argument)
                        .toList()));
        functions.put("toText", field -> new Concat(List.of(argument(field))));
        functions.put("toNumber", field -> new ToNumber(argument(field)));
        functions.put("lower", field -> new TextFunction(Kind.LOWER, argument(field)));
        functions.put("upper", field -> new TextFunction(Kind.UPPER, argument(field)));
        functions.put("trim", field -> new TextFunction(Kind.TRIM, argument(field)));
        functions.put("pad", FunctionReader::pad);
        functions.put("substring", FunctionReader::substring);
        functions.put("split", FunctionReader::split);
        functions.put("dateToEpoch", FunctionReader::dateToEpoch);
        functions.put("epochToDate", FunctionReader::epochToDate);
        return functions;
    }
}
