package io.touchstream.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
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

    /**
     * Compares two values in DynamoDB's order: strings and binary by their bytes, numbers by value.
     *
     * @return negative, zero or positive; nothing where the values are of different types, or of one without an order
     */
    public static OptionalInt compare(AttributeValue one, AttributeValue other) {
        if (one.type() != other.type()) {
            return OptionalInt.empty();
        }
        return switch (one.type()) {
            case S -> OptionalInt.of(Arrays.compareUnsigned(utf8(one.s()), utf8(other.s())));
            case N -> OptionalInt.of(Numbers.canonical(one.n()).compareTo(Numbers.canonical(other.n())));
            case B ->
                OptionalInt.of(Arrays.compareUnsigned(
                        one.b().asByteArrayUnsafe(), other.b().asByteArrayUnsafe()));
            case BOOL, NUL, SS, NS, BS, L, M, UNKNOWN_TO_SDK_VERSION -> OptionalInt.empty();
        };
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

    /** Builds a binary value. */
    public static AttributeValue binary(byte[] value) {
        return AttributeValue.builder().b(SdkBytes.fromByteArray(value)).build();
    }

    /** Builds a list value. */
    public static AttributeValue list(List<AttributeValue> value) {
        return AttributeValue.builder().l(value).build();
    }

    /** Builds the null value. */
    public static AttributeValue nul() {
        return AttributeValue.builder().nul(true).build();
    }

    /** Builds a map value. */
    public static AttributeValue map(Map<String, AttributeValue> value) {
        return AttributeValue.builder().m(value).build();
    }

    /** Builds a Boolean value. */
    public static AttributeValue bool(boolean value) {
        return AttributeValue.builder().bool(value).build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static int hash(AttributeValue value) {
        return comparable(value).hashCode();
    }

    private static Object comparable(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> Numbers.canonical(value.n());
            case B -> value.b();
            case BOOL -> value.bool();
            case NUL -> true;
            case SS -> new HashSet<>(value.ss());
            case NS -> toSet(value.ns(), Numbers::canonical);
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
}
