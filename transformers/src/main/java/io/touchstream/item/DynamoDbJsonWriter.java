package io.touchstream.item;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes attributes as DynamoDB JSON, in canonical form where asked. */
final class DynamoDbJsonWriter {
    private final JsonGenerator json;
    private final boolean canonical;

    DynamoDbJsonWriter(JsonGenerator json, boolean canonical) {
        this.json = json;
        this.canonical = canonical;
    }

    void attributes(Map<String, AttributeValue> attributes) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, AttributeValue> attribute :
                (canonical ? new TreeMap<>(attributes) : attributes).entrySet()) {
            json.writeFieldName(attribute.getKey());
            value(attribute.getValue());
        }
        json.writeEndObject();
    }

    private void value(AttributeValue value) throws IOException {
        json.writeStartObject();
        switch (value.type()) {
            case S -> json.writeStringField("S", value.s());
            case N -> json.writeStringField("N", number(value.n()));
            case B -> json.writeStringField("B", base64(value.b()));
            case BOOL -> json.writeBooleanField("BOOL", value.bool());
            case NUL -> json.writeBooleanField("NULL", true);
            case SS -> set("SS", value.ss(), UnaryOperator.identity());
            case NS -> set("NS", value.ns(), this::number);
            case BS ->
                set("BS", value.bs().stream().map(DynamoDbJsonWriter::base64).toList(), UnaryOperator.identity());
            case L -> list(value);
            case M -> {
                json.writeFieldName("M");
                attributes(value.m());
            }
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("a value has no known type");
        }
        json.writeEndObject();
    }

    private void list(AttributeValue value) throws IOException {
        json.writeArrayFieldStart("L");
        for (AttributeValue element : value.l()) {
            value(element);
        }
        json.writeEndArray();
    }

    private void set(String type, Collection<String> elements, UnaryOperator<String> form) throws IOException {
        json.writeArrayFieldStart(type);
        for (String element : canonical
                ? elements.stream().map(form).sorted().toList()
                : elements.stream().map(form).toList()) {
            json.writeString(element);
        }
        json.writeEndArray();
    }

    private String number(String number) {
        return canonical ? Numbers.plain(number) : number;
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }
}
