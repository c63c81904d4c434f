package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON in which Lambda sends a stream's records. Fields that are not known are passed over, at every level.
 *
 * <p>The runtime would read it too, by reflection, but needs Joda-Time on the class path for the sake of other services'
 * events.
 */
public final class StreamEventReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MILLIS = 3;
    /** From here on a time cannot be in seconds, or in milliseconds: it would be thousands of years ahead. */
    private static final BigDecimal LEAST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

    private static final BigDecimal LEAST_MICROS = LEAST_MILLIS.movePointRight(MILLIS);

    private final JsonParser json;
    private final AttributeValueReader values;

    private StreamEventReader(JsonParser json) {
        this.json = json;
        this.values = new AttributeValueReader(json);
    }

    /**
     * Reads an event to its end.
     *
     * @throws IOException when it is not JSON; no record of it can then be told from another
     */
    public static DynamodbEvent read(InputStream input) throws IOException {
        try (JsonParser json = JSON.createParser(input)) {
            json.nextToken();
            return new StreamEventReader(json).event();
        }
    }

    private DynamodbEvent event() throws IOException {
        DynamodbEvent event = new DynamodbEvent();
        values.object(name -> {
            if (name.equals("Records")) {
                event.setRecords(values.array(this::streamEvent));
            } else {
                json.skipChildren();
            }
        });
        return event;
    }

    private DynamodbStreamRecord streamEvent() throws IOException {
        DynamodbStreamRecord streamEvent = new DynamodbStreamRecord();
        values.object(name -> {
            switch (name) {
                case "eventID" -> streamEvent.setEventID(values.text());
                case "eventName" -> streamEvent.setEventName(values.text());
                case "eventSourceARN" -> streamEvent.setEventSourceARN(values.text());
                case "dynamodb" -> streamEvent.setDynamodb(change());
                case "userIdentity" -> streamEvent.setUserIdentity(identity());
                default -> json.skipChildren();
            }
        });
        return streamEvent;
    }

    private StreamRecord change() throws IOException {
        StreamRecord change = new StreamRecord();
        values.object(name -> {
            switch (name) {
                case "ApproximateCreationDateTime" -> change.setApproximateCreationDateTime(time());
                case "Keys" -> change.setKeys(values.attributes());
                case "OldImage" -> change.setOldImage(values.attributes());
                case "NewImage" -> change.setNewImage(values.attributes());
                case "SequenceNumber" -> change.setSequenceNumber(values.text());
                case "StreamViewType" -> view(values.text(), change);
                default -> json.skipChildren();
            }
        });
        return change;
    }

    private static void view(@Nullable String name, StreamRecord change) {
        for (StreamViewType type : StreamViewType.values()) {
            if (type.toString().equals(name)) {
                change.setStreamViewType(type);
            }
        }
    }

    private Identity identity() throws IOException {
        Identity identity = new Identity();
        values.object(name -> {
            switch (name) {
                case "principalId" -> identity.setPrincipalId(values.text());
                case "type" -> identity.setType(values.text());
                default -> json.skipChildren();
            }
        });
        return identity;
    }

    /** Lambda sends seconds with a fraction; a stream of another precision would have greater numbers. */
    private @Nullable Date time() throws IOException {
        if (!json.currentToken().isNumeric()) {
            json.skipChildren();
            return null;
        }
        BigDecimal number = json.getDecimalValue();
        if (number.compareTo(LEAST_MICROS) >= 0) {
            return date(number.movePointLeft(MILLIS));
        }
        return date(number.compareTo(LEAST_MILLIS) >= 0 ? number : number.movePointRight(MILLIS));
    }

    private static Date date(BigDecimal millis) {
        return Date.from(Instant.ofEpochMilli(millis.longValue()));
    }
}
