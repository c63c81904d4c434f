package io.touchstream.item;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Compares attribute values as DynamoDB does: numbers by value, sets without order, everything else exactly.
 *
 * <p>The SDK's own {@code equals} compares the text of numbers and the order of sets, and DynamoDB promises neither.
 */
public final class AttributeValues {
    private AttributeValues() {}

    /** Tells whether DynamoDB would hold the two values equal. */
    public static boolean same(AttributeValue one, AttributeValue other) {
        return one.equals(other)
                || (one.type() == other.type() && comparable(one).equals(comparable(other)));
    }

    /** Builds a string value. */
    public static AttributeValue string(String value) {
        return AttributeValue.builder().s(value).build();
    }

    /** Builds a number value from its text; the text is not checked here. */
    public static AttributeValue number(String value) {
        return AttributeValue.builder().n(value).build();
    }

    /** Builds a number value. */
    public static AttributeValue number(long value) {
        return number(Long.toString(value));
    }

    /** Builds a map value. */
    public static AttributeValue map(Map<String, AttributeValue> value) {
        return AttributeValue.builder().m(value).build();
    }

    /** Builds a Boolean value. */
    public static AttributeValue bool(boolean value) {
        return AttributeValue.builder().bool(value).build();
    }

    static int hash(AttributeValue value) {
        return comparable(value).hashCode();
    }

    private static Object comparable(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> canonicalNumber(value.n());
            case B -> value.b();
            case BOOL -> value.bool();
            case NUL -> true;
            case SS -> new HashSet<>(value.ss());
            case NS -> toSet(value.ns(), AttributeValues::canonicalNumber);
            case BS -> new HashSet<>(value.bs());
            case L -> value.l().stream().map(AttributeValues::tagged).toList();
            case M -> comparableMap(value.m());
            case UNKNOWN_TO_SDK_VERSION -> value;
        };
    }

    private static Map<String, Object> comparableMap(Map<String, AttributeValue> map) {
        Map<String, Object> comparable = new HashMap<>();
        map.forEach((name, value) -> comparable.put(name, tagged(value)));
        return comparable;
    }

    private static Map.Entry<Object, Object> tagged(AttributeValue value) {
        return Map.entry(value.type(), comparable(value));
    }

    private static <T> Set<Object> toSet(List<T> values, Function<T, Object> mapping) {
        return values.stream().map(mapping).collect(Collectors.toSet());
    }

    /** Gives a number's one canonical form: equal numbers, equal objects. */
    static BigDecimal canonicalNumber(String text) {
        return new BigDecimal(text).stripTrailingZeros();
    }
}
