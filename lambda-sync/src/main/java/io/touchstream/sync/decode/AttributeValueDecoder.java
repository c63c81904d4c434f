package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import io.touchstream.item.Item;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/** Turns the event library's attribute values into the SDK's, value for value. */
final class AttributeValueDecoder {
    private AttributeValueDecoder() {}

    static Item item(Map<String, AttributeValue> attributes) {
        return Item.of(map(attributes));
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> map(
            Map<String, AttributeValue> attributes) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> decoded = new LinkedHashMap<>();
        attributes.forEach((name, value) -> decoded.put(name, value(value)));
        return decoded;
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue value(AttributeValue value) {
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
            return decoded.m(map(value.getM())).build();
        }
        if (value.getL() != null) {
            return decoded.l(value.getL().stream()
                            .map(AttributeValueDecoder::value)
                            .toList())
                    .build();
        }
        return setOrNull(value, decoded);
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue setOrNull(
            AttributeValue value, software.amazon.awssdk.services.dynamodb.model.AttributeValue.Builder decoded) {
        if (value.getSS() != null) {
            return decoded.ss(value.getSS()).build();
        }
        if (value.getNS() != null) {
            return decoded.ns(value.getNS()).build();
        }
        if (value.getBS() != null) {
            List<SdkBytes> binaries =
                    value.getBS().stream().map(AttributeValueDecoder::bytes).toList();
            return decoded.bs(binaries).build();
        }
        if (Boolean.TRUE.equals(value.getNULL())) {
            return decoded.nul(true).build();
        }
        throw new MalformedRecordException("an attribute value has no type that is known");
    }

    private static SdkBytes bytes(ByteBuffer buffer) {
        return SdkBytes.fromByteBuffer(buffer.duplicate());
    }
}
