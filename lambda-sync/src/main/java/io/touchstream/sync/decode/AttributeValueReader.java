package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads attribute values in DynamoDB's JSON. A type that is not known leaves the value without any. */
final class AttributeValueReader {
    private final JsonParser json;

    /** Creates a reader. It leaves the parser at the last token of what it read. */
    AttributeValueReader(JsonParser json) {
        this.json = json;
    }

    /** Reads a value, positioned at its first token; null where it is not of its type. */
    @FunctionalInterface
    interface Reader<T> {
        @Nullable
        T read() throws IOException;
    }

    /** Reads a field; positioned at its value's first token. */
    @FunctionalInterface
    interface FieldReader {
        void read(String name) throws IOException;
    }

    /** Reads the fields of an object; passes over anything else. */
    void object(FieldReader field) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(name);
        }
    }

    /** Reads the elements of an array; nothing where it is none, or an element is not of its type. */
    <T> @Nullable List<T> array(Reader<T> element) throws IOException {
        if (!json.isExpectedStartArrayToken()) {
            json.skipChildren();
            return null;
        }
        List<T> elements = new ArrayList<>();
        boolean complete = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            T read = element.read();
            if (read == null) {
                complete = false;
            } else {
                elements.add(read);
            }
        }
        return complete ? elements : null;
    }

    /** Reads a text; nothing where it is none. */
    @Nullable
    String text() throws IOException {
        if (json.hasToken(JsonToken.VALUE_STRING)) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** Reads an image or a key; nothing where it is null. */
    @Nullable
    Map<String, AttributeValue> attributes() throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            json.skipChildren();
            return null;
        }
        Map<String, AttributeValue> attributes = new HashMap<>();
        object(name -> attributes.put(name, value()));
        return attributes;
    }

    private AttributeValue value() throws IOException {
        AttributeValue value = new AttributeValue();
        object(type -> read(type, value));
        return value;
    }

    private void read(String type, AttributeValue value) throws IOException {
        switch (type) {
            case "S" -> value.setS(text());
            case "N" -> value.setN(text());
            case "B" -> value.setB(binary());
            case "BOOL" -> value.setBOOL(flag());
            case "NULL" -> value.setNULL(flag());
            case "M" -> value.setM(attributes());
            case "L" -> value.setL(array(this::value));
            case "SS" -> value.setSS(array(this::text));
            case "NS" -> value.setNS(array(this::text));
            case "BS" -> value.setBS(array(this::binary));
            default -> json.skipChildren();
        }
    }

    private @Nullable Boolean flag() throws IOException {
        if (json.currentToken().isBoolean()) {
            return json.getBooleanValue();
        }
        json.skipChildren();
        return null;
    }

    private @Nullable ByteBuffer binary() throws IOException {
        if (json.hasToken(JsonToken.VALUE_STRING)) {
            return ByteBuffer.wrap(json.getBinaryValue());
        }
        json.skipChildren();
        return null;
    }
}
