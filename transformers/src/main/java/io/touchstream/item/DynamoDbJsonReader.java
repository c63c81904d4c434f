package io.touchstream.item;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads one document of DynamoDB JSON from a parser. */
final class DynamoDbJsonReader {
    /** Reads one element of a list or set. */
    private interface ElementReader<T> {
        T read() throws IOException;
    }

    private final JsonParser json;
    private final long lineNumber;

    DynamoDbJsonReader(JsonParser json, long lineNumber) {
        this.json = json;
        this.lineNumber = lineNumber;
    }

    Item document(boolean export) throws IOException {
        next(JsonToken.START_OBJECT, "an object of attributes");
        if (export) {
            next(JsonToken.FIELD_NAME, "the field Item");
            next(JsonToken.START_OBJECT, "an object of attributes");
        }
        Item item = Item.of(attributes(0));
        if (export) {
            next(JsonToken.END_OBJECT, "nothing after the item");
        }
        if (json.nextToken() != null) {
            throw expected("the end of the line");
        }
        StorableValues.problem(item).ifPresent(problem -> {
            throw new DynamoDbJsonException("line " + lineNumber + ": " + problem);
        });
        return item;
    }

    private Map<String, AttributeValue> attributes(int depth) throws IOException {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            next(JsonToken.START_OBJECT, "an object of one type and its value");
            attributes.put(name, value(depth));
        }
        return attributes;
    }

    private AttributeValue value(int depth) throws IOException {
        if (depth > StorableValues.MAXIMUM_DEPTH) {
            throw expected("at most " + StorableValues.MAXIMUM_DEPTH + " levels of lists and maps");
        }
        next(JsonToken.FIELD_NAME, "a type");
        AttributeValue value = typed(json.currentName(), depth);
        next(JsonToken.END_OBJECT, "one type and its value only");
        return value;
    }

    private AttributeValue typed(String type, int depth) throws IOException {
        AttributeValue.Builder builder = AttributeValue.builder();
        json.nextToken();
        return switch (type) {
            case "S" -> builder.s(text()).build();
            case "N" -> builder.n(text()).build();
            case "B" -> builder.b(binary()).build();
            case "BOOL" -> builder.bool(bool()).build();
            case "NULL" -> nul();
            case "SS" -> builder.ss(elements(this::text)).build();
            case "NS" -> builder.ns(elements(this::text)).build();
            case "BS" -> builder.bs(elements(this::binary)).build();
            case "L" -> builder.l(elements(() -> element(depth + 1))).build();
            case "M" -> map(depth + 1);
            default -> throw expected("one of the types S, N, B, BOOL, NULL, SS, NS, BS, L and M");
        };
    }

    private AttributeValue nul() throws IOException {
        if (!bool()) {
            throw expected("true");
        }
        return AttributeValues.nul();
    }

    private AttributeValue map(int depth) throws IOException {
        require(JsonToken.START_OBJECT, "an object of attributes");
        return AttributeValues.map(attributes(depth));
    }

    private AttributeValue element(int depth) throws IOException {
        require(JsonToken.START_OBJECT, "an object of one type and its value");
        return value(depth);
    }

    private <T> List<T> elements(ElementReader<T> reader) throws IOException {
        require(JsonToken.START_ARRAY, "an array");
        List<T> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(reader.read());
        }
        return elements;
    }

    private String text() throws IOException {
        require(JsonToken.VALUE_STRING, "a string");
        return json.getText();
    }

    private boolean bool() {
        if (json.currentToken() != JsonToken.VALUE_TRUE && json.currentToken() != JsonToken.VALUE_FALSE) {
            throw expected("true or false");
        }
        return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    private SdkBytes binary() throws IOException {
        try {
            return SdkBytes.fromByteArray(Base64.getDecoder().decode(text()));
        } catch (IllegalArgumentException failure) {
            // Not passed on as the cause: its message may quote the text.
            throw expected("base64");
        }
    }

    private void next(JsonToken token, String what) throws IOException {
        json.nextToken();
        require(token, what);
    }

    private void require(JsonToken token, String what) {
        if (json.currentToken() != token) {
            throw expected(what);
        }
    }

    private DynamoDbJsonException expected(String what) {
        int column = Math.max(1, json.currentTokenLocation().getColumnNr());
        return new DynamoDbJsonException("line " + lineNumber + ", column " + column + ": expected " + what);
    }
}
