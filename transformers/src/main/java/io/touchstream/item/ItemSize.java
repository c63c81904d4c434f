package io.touchstream.item;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
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
        int size = 0;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            size += utf8(attribute.getKey()) + of(attribute.getValue());
        }
        return size;
    }

    static int of(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> 1;
            case SS -> value.ss().stream().mapToInt(ItemSize::utf8).sum();
            case NS -> value.ns().stream().mapToInt(ItemSize::number).sum();
            case BS ->
                value.bs().stream()
                        .mapToInt(bytes -> bytes.asByteArrayUnsafe().length)
                        .sum();
            case L -> COLLECTION_OVERHEAD + elements(value.l());
            case M -> COLLECTION_OVERHEAD + value.m().size() * ELEMENT_OVERHEAD + ofAttributes(value.m());
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
        return values.stream().mapToInt(value -> ELEMENT_OVERHEAD + of(value)).sum();
    }

    private static int number(String text) {
        int digits = Numbers.significantDigits(text);
        int sign = text.startsWith("-") ? 1 : 0;
        return (digits + 1) / 2 + 1 + sign;
    }
}
