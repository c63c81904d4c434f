package io.touchstream.simulator;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import io.touchstream.simulator.service.StreamEntry;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds the events that Lambda would send. */
final class StreamEvents {
    private static final long SECOND = 1000;

    private StreamEvents() {}

    static DynamodbEvent of(List<StreamEntry> entries) {
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(entries.stream().map(StreamEvents::event).toList());
        return event;
    }

    private static DynamodbStreamRecord event(StreamEntry entry) {
        StreamRecord change = new StreamRecord();
        change.setKeys(attributes(entry.key()));
        change.setOldImage(attributes(entry.before()));
        change.setNewImage(attributes(entry.after()));
        change.setSequenceNumber(entry.sequenceNumber());
        change.setStreamViewType(StreamViewType.NEW_AND_OLD_IMAGES);
        // To the second, as the service says it.
        change.setApproximateCreationDateTime(Date.from(Instance.START.plusMillis(entry.at() / SECOND * SECOND)));
        DynamodbStreamRecord event = new DynamodbStreamRecord();
        event.setEventID("event-" + entry.sequenceNumber());
        event.setEventName(entry.before() == null ? "INSERT" : entry.after() == null ? "REMOVE" : "MODIFY");
        event.setEventSourceARN(entry.stream());
        event.setDynamodb(change);
        if (entry.serviceDelete()) {
            event.setUserIdentity(new Identity().withType("Service").withPrincipalId("dynamodb.amazonaws.com"));
        }
        return event;
    }

    private static Map<String, AttributeValue> attributes(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> item) {
        if (item == null) {
            return null;
        }
        Map<String, AttributeValue> attributes = new HashMap<>();
        item.forEach((name, value) -> attributes.put(name, value(value)));
        return attributes;
    }

    private static AttributeValue value(software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        return switch (value.type()) {
            case S -> new AttributeValue().withS(value.s());
            case N -> new AttributeValue().withN(value.n());
            case BOOL -> new AttributeValue().withBOOL(value.bool());
            case M -> new AttributeValue().withM(attributes(value.m()));
            default -> throw new UnsupportedOperationException("nobody writes any " + value.type());
        };
    }
}
