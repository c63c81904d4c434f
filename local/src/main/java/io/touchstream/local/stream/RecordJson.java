package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a record as Lambda's JSON event has it, binary in Base64. */
final class RecordJson {
    private final JsonGenerator json;

    RecordJson(JsonGenerator json) {
        this.json = json;
    }

    void write(DynamodbStreamRecord record) throws IOException {
        json.writeStartObject();
        text("eventID", record.getEventID());
        text("eventName", record.getEventName());
        text("eventVersion", record.getEventVersion());
        text("eventSource", record.getEventSource());
        text("awsRegion", record.getAwsRegion());
        text("eventSourceARN", record.getEventSourceARN());
        identity(record.getUserIdentity());
        json.writeObjectFieldStart("dynamodb");
        change(record.getDynamodb());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void identity(@Nullable Identity identity) throws IOException {
        if (identity == null) {
            return;
        }
        json.writeObjectFieldStart("userIdentity");
        text("principalId", identity.getPrincipalId());
        text("type", identity.getType());
        json.writeEndObject();
    }

    private void change(StreamRecord change) throws IOException {
        if (change.getApproximateCreationDateTime() != null) {
            long millis = change.getApproximateCreationDateTime().toInstant().toEpochMilli();
            json.writeNumberField("ApproximateCreationDateTime", BigDecimal.valueOf(millis, 3));
        }
        text("SequenceNumber", change.getSequenceNumber());
        text("StreamViewType", change.getStreamViewType());
        if (change.getSizeBytes() != null) {
            json.writeNumberField("SizeBytes", change.getSizeBytes());
        }
        image("Keys", change.getKeys());
        image("NewImage", change.getNewImage());
        image("OldImage", change.getOldImage());
    }

    private void image(String name, @Nullable Map<String, AttributeValue> image) throws IOException {
        if (image != null) {
            json.writeFieldName(name);
            map(image);
        }
    }

    private void map(Map<String, AttributeValue> attributes) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            json.writeFieldName(attribute.getKey());
            value(attribute.getValue());
        }
        json.writeEndObject();
    }

    private void value(AttributeValue value) throws IOException {
        json.writeStartObject();
        text("S", value.getS());
        text("N", value.getN());
        texts("SS", value.getSS());
        texts("NS", value.getNS());
        if (value.getB() != null) {
            json.writeBinaryField("B", bytes(value.getB()));
        }
        if (value.getBS() != null) {
            json.writeArrayFieldStart("BS");
            for (ByteBuffer buffer : value.getBS()) {
                json.writeBinary(bytes(buffer));
            }
            json.writeEndArray();
        }
        if (value.getBOOL() != null) {
            json.writeBooleanField("BOOL", value.getBOOL());
        }
        if (value.getNULL() != null) {
            json.writeBooleanField("NULL", value.getNULL());
        }
        image("M", value.getM());
        list(value.getL());
        json.writeEndObject();
    }

    private void list(@Nullable List<AttributeValue> values) throws IOException {
        if (values == null) {
            return;
        }
        json.writeArrayFieldStart("L");
        for (AttributeValue value : values) {
            value(value);
        }
        json.writeEndArray();
    }

    private void text(String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    private void texts(String name, @Nullable List<String> texts) throws IOException {
        if (texts == null) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        ByteBuffer view = buffer.duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }
}
