package io.touchstream.definition;

import io.touchstream.rules.DateToEpoch;
import io.touchstream.rules.EpochToDate;
import io.touchstream.rules.EpochUnit;
import io.touchstream.rules.Expression;
import io.touchstream.rules.Pad;
import io.touchstream.rules.Split;
import io.touchstream.rules.Substring;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the functions that take parameters besides a value. */
final class FunctionReader {
    private static final int LARGEST_INDEX = 1_000_000;

    private FunctionReader() {}

    static Expression pad(Field field) {
        Map<String, Field> fields = field.map("a map with value and width", List.of("value", "width", "with"));
        Expression value = value(field, fields);
        int width = field.required(fields, "width")
                .integer("a whole number from 1 to " + Pad.MAXIMUM_WIDTH, 1, Pad.MAXIMUM_WIDTH);
        Field with = fields.get("with");
        String character = with == null ? "0" : with.text("one character", FunctionReader::isOneCharacter);
        return new Pad(value, width, character);
    }

    static Expression substring(Field field) {
        Map<String, Field> fields =
                field.map("a map with value, start and length", List.of("value", "start", "length"));
        Expression value = value(field, fields);
        int start = integer(fields.get("start"), "a whole number from 0", 0, 0);
        int length = integer(fields.get("length"), "a whole number from 1", 1, LARGEST_INDEX);
        return new Substring(value, start, length);
    }

    static Expression split(Field field) {
        Map<String, Field> fields = field.map("a map with value, by and part", List.of("value", "by", "part"));
        Expression value = value(field, fields);
        String by = field.required(fields, "by").text("a separator", text -> !text.isEmpty());
        Field part = field.required(fields, "part");
        return new Split(value, by, integer(part, "a whole number", -LARGEST_INDEX, 0));
    }

    static Expression dateToEpoch(Field field) {
        if (!hasUnit(field)) {
            return new DateToEpoch(ExpressionReader.argument(field), EpochUnit.SECONDS);
        }
        Map<String, Field> fields = field.map("a map with value and unit", List.of("value", "unit"));
        return new DateToEpoch(value(field, fields), unit(fields.get("unit")));
    }

    static Expression epochToDate(Field field) {
        if (!hasUnit(field)) {
            return new EpochToDate(ExpressionReader.argument(field), EpochUnit.SECONDS);
        }
        Map<String, Field> fields = field.map("a map with value and unit", List.of("value", "unit"));
        return new EpochToDate(value(field, fields), unit(fields.get("unit")));
    }

    private static boolean hasUnit(Field field) {
        return field.isMap()
                && (field.map("a map").containsKey("value")
                        || field.map("a map").containsKey("unit"));
    }

    private static EpochUnit unit(@Nullable Field field) {
        return field == null ? EpochUnit.SECONDS : field.choice(List.of(EpochUnit.values()));
    }

    private static Expression value(Field field, Map<String, Field> fields) {
        return ExpressionReader.argument(field.required(fields, "value"));
    }

    private static int integer(@Nullable Field field, String what, int least, int otherwise) {
        return field == null ? otherwise : field.integer(what, least, LARGEST_INDEX);
    }

    private static boolean isOneCharacter(String text) {
        return text.codePointCount(0, text.length()) == 1;
    }
}
