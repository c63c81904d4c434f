package io.touchstream.definition;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Numbers;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads values in DynamoDB's own notation, {@code {N: "12"}}, and scalars of YAML as the types they have there. */
final class LiteralReader {
    private static final List<String> TYPES = List.of("S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M");
    private static final String EXPECTED = "a map of one DynamoDB type to its value, such as {N: \"12\"}";

    private LiteralReader() {}

    /** Reads a scalar as S, N, BOOL or NULL. */
    static AttributeValue scalar(Field field, String what) {
        if (field.is(YamlNode.ScalarKind.NUMBER)) {
            return AttributeValues.number(field.number("a number"));
        }
        if (field.is(YamlNode.ScalarKind.BOOLEAN)) {
            return AttributeValues.bool(field.bool("true or false"));
        }
        return field.is(YamlNode.ScalarKind.NULL) ? AttributeValues.nul() : AttributeValues.string(field.text(what));
    }

    static AttributeValue typed(Field field) {
        Map<String, Field> entries = field.map(EXPECTED, TYPES);
        if (entries.size() != 1) {
            throw field.error("found a map of " + entries.size() + " entries, expected " + EXPECTED);
        }
        Map.Entry<String, Field> entry = entries.entrySet().iterator().next();
        return typed(entry.getKey(), entry.getValue());
    }

    private static AttributeValue typed(String type, Field field) {
        AttributeValue.Builder builder = AttributeValue.builder();
        return switch (type) {
            case "S" -> builder.s(field.text("text")).build();
            case "N" -> builder.n(number(field)).build();
            case "B" -> builder.b(binary(field)).build();
            case "BOOL" -> builder.bool(field.bool("true or false")).build();
            case "NULL" -> nul(field);
            case "SS" -> builder.ss(set(field, element -> element.text("text"))).build();
            case "NS" -> builder.ns(set(field, LiteralReader::number)).build();
            case "BS" -> builder.bs(set(field, LiteralReader::binary)).build();
            case "L" ->
                AttributeValues.list(field.list("a list of typed values").stream()
                        .map(LiteralReader::typed)
                        .toList());
            default -> map(field);
        };
    }

    private static AttributeValue nul(Field field) {
        if (!field.bool("true")) {
            throw field.expected("true");
        }
        return AttributeValues.nul();
    }

    private static AttributeValue map(Field field) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        field.map("a map of names to typed values").forEach((name, value) -> values.put(name, typed(value)));
        return AttributeValues.map(values);
    }

    private static String number(Field field) {
        if (field.is(YamlNode.ScalarKind.NUMBER)) {
            return field.number("a number");
        }
        return Numbers.plain(field.text("a number that DynamoDB can hold", Numbers::isStorable));
    }

    private static SdkBytes binary(Field field) {
        try {
            return SdkBytes.fromByteArray(Base64.getDecoder().decode(field.text("base64")));
        } catch (IllegalArgumentException failure) {
            throw field.expected("base64");
        }
    }

    private static <T> List<T> set(Field field, Function<Field, T> reader) {
        Set<T> seen = new HashSet<>();
        List<Field> elements = field.nonEmptyList("a list of at least one element");
        for (Field element : elements) {
            if (!seen.add(reader.apply(element))) {
                throw element.error("this element is in the set twice");
            }
        }
        return elements.stream().map(reader).toList();
    }
}
