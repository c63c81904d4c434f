package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import io.touchstream.item.Item;
import io.touchstream.item.StorableValues;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Turns the event library's attribute values into the SDK's, value for value. */
final class AttributeValueDecoder {
    private AttributeValueDecoder() {}

    /**
     * Reads an image or a key.
     *
     * @throws MalformedRecordException when DynamoDB could not hold it
     */
    static Item item(Map<String, AttributeValue> attributes) {
        Item item = Item.of(map(attributes, 0));
        StorableValues.problem(item).ifPresent(problem -> {
            throw new MalformedRecordException(problem);
        });
        return item;
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> map(
            Map<String, AttributeValue> attributes, int depth) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> decoded = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (isMissing(name)) {
                throw new MalformedRecordException("an attribute has no name");
            }
            decoded.put(name, value(value, depth));
        });
        return decoded;
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue value(
            @Nullable AttributeValue value, int depth) {
        if (value == null) {
            throw new MalformedRecordException("an attribute value is missing");
        }
        if (depth > StorableValues.MAXIMUM_DEPTH) {
            throw new MalformedRecordException(
                    "an attribute is nested more than " + StorableValues.MAXIMUM_DEPTH + " levels deep");
        }
        software.amazon.awssdk.services.dynamodb.model.AttributeValue.Builder decoded =
                software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
        if (value.getS() != null) {
            return decoded.s(value.getS()).build();
        }
        if (value.getN() != null) {
            return decoded.n(value.getN()).build();
        }
        if (value.getB() != null) {
            return decoded.b(bytes(value.getB())).build();
        }
        if (value.getBOOL() != null) {
            return decoded.bool(value.getBOOL()).build();
        }
        if (value.getM() != null) {
            return decoded.m(map(value.getM(), depth + 1)).build();
        }
        if (value.getL() != null) {
            return decoded.l(list(value.getL(), depth + 1)).build();
        }
        return setOrNull(value, decoded);
    }

    private static List<software.amazon.awssdk.services.dynamodb.model.AttributeValue> list(
            List<AttributeValue> elements, int depth) {
        List<software.amazon.awssdk.services.dynamodb.model.AttributeValue> decoded = new ArrayList<>();
        elements.forEach(element -> decoded.add(value(element, depth)));
        return decoded;
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue setOrNull(
            AttributeValue value, software.amazon.awssdk.services.dynamodb.model.AttributeValue.Builder decoded) {
        if (value.getSS() != null) {
            return decoded.ss(complete(value.getSS())).build();
        }
        if (value.getNS() != null) {
            return decoded.ns(complete(value.getNS())).build();
        }
        if (value.getBS() != null) {
            List<SdkBytes> binaries = complete(value.getBS()).stream()
                    .map(AttributeValueDecoder::bytes)
                    .toList();
            return decoded.bs(binaries).build();
        }
        if (Boolean.TRUE.equals(value.getNULL())) {
            return decoded.nul(true).build();
        }
        throw new MalformedRecordException("an attribute value has no type that is known");
    }

    private static <T> List<T> complete(List<T> elements) {
        if (elements.stream().anyMatch(AttributeValueDecoder::isMissing)) {
            throw new MalformedRecordException("an element of a set is missing");
        }
        return elements;
    }

    // What comes from outside may hold null where the event library's types promise none.
    private static boolean isMissing(@Nullable Object part) {
        return part == null;
    }

    private static SdkBytes bytes(ByteBuffer buffer) {
        return SdkBytes.fromByteBuffer(buffer.duplicate());
    }
}
