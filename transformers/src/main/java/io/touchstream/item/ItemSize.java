package io.touchstream.item;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Counts the bytes that DynamoDB bills and limits: attribute names and values.
 *
 * <p>Source: developer guide, "DynamoDB item sizes and formats". For numbers the guide gives an approximation, about
 * one byte for two significant digits and one more; it is rounded up here.
 */
final class ItemSize {
    private static final int COLLECTION_OVERHEAD = 3;
    private static final int ELEMENT_OVERHEAD = 1;

    private ItemSize() {}

    static int ofAttributes(Map<String, AttributeValue> attributes) {
        long size = 0;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            size += (long) utf8(attribute.getKey()) + of(attribute.getValue());
        }
        return clamped(size);
    }

    static int of(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> 1;
            case SS -> sum(value.ss().stream().mapToInt(ItemSize::utf8));
            case NS -> sum(value.ns().stream().mapToInt(ItemSize::number));
            case BS -> sum(value.bs().stream().mapToInt(bytes -> bytes.asByteArrayUnsafe().length));
            case L -> clamped(COLLECTION_OVERHEAD + (long) elements(value.l()));
            case M ->
                clamped(COLLECTION_OVERHEAD + (long) value.m().size() * ELEMENT_OVERHEAD + ofAttributes(value.m()));
        };
    }

    static int utf8(String text) {
        int bytes = text.length();
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return bytes;
    }

    private static int elements(Collection<AttributeValue> values) {
        return clamped(values.stream()
                .mapToLong(value -> ELEMENT_OVERHEAD + (long) of(value))
                .sum());
    }

    private static int sum(IntStream sizes) {
        return clamped(sizes.asLongStream().sum());
    }

    /** One value may stand in many places, so that a sum exceeds any heap, and an int. */
    private static int clamped(long size) {
        return (int) Math.min(Integer.MAX_VALUE, size);
    }

    private static int number(String text) {
        int digits = Numbers.significantDigits(text);
        int sign = text.startsWith("-") ? 1 : 0;
        return (digits + 1) / 2 + 1 + sign;
    }
}
