package io.touchstream.runtime;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Stream events in the JSON that Lambda sends. Source: Lambda developer guide, "Process DynamoDB records with Lambda". */
final class StreamEvents {
    private static final AtomicLong SEQUENCE = new AtomicLong(4_421_584_500_000_000L);

    private final String table;

    StreamEvents(String table) {
        this.table = table;
    }

    /** One record, and its sequence number, which is what a partial failure must name. */
    record Event(String sequenceNumber, String json) {}

    /** An image with nothing but strings: the source's key {@code id}, the target's key {@code k}, and {@code v}. */
    static String image(String id, String k, String v) {
        return "{\"id\":{\"S\":\"%s\"},\"k\":{\"S\":\"%s\"},\"v\":{\"S\":\"%s\"}}".formatted(id, k, v);
    }

    Event insert(String id, String newImage) {
        return event("INSERT", id, ",\"NewImage\":" + newImage, "");
    }

    Event modify(String id, String oldImage, String newImage) {
        return event("MODIFY", id, ",\"OldImage\":" + oldImage + ",\"NewImage\":" + newImage, "");
    }

    Event remove(String id, String oldImage) {
        return event("REMOVE", id, ",\"OldImage\":" + oldImage, "");
    }

    Event expired(String id, String oldImage) {
        return event(
                "REMOVE",
                id,
                ",\"OldImage\":" + oldImage,
                ",\"userIdentity\":{\"type\":\"Service\",\"principalId\":\"dynamodb.amazonaws.com\"}");
    }

    static String batch(Event... events) {
        return "{\"Records\":["
                + String.join(",", List.of(events).stream().map(Event::json).toList()) + "]}";
    }

    private Event event(String name, String id, String images, String more) {
        String sequenceNumber = "%025d".formatted(SEQUENCE.incrementAndGet()).replaceFirst("^0", "1");
        return new Event(sequenceNumber, """
                {
                  "eventID": "c4ca4238a0b923820dcc509a6f75849b",
                  "eventName": "%s",
                  "eventVersion": "1.1",
                  "eventSource": "aws:dynamodb",
                  "awsRegion": "eu-west-1",
                  "dynamodb": {
                    "ApproximateCreationDateTime": %d.123,
                    "Keys": {"id": {"S": "%s"}},
                    "SequenceNumber": "%s",
                    "SizeBytes": 26,
                    "StreamViewType": "NEW_AND_OLD_IMAGES"%s
                  },
                  "eventSourceARN": "arn:aws:dynamodb:eu-west-1:123456789012:table/%s/stream/2026-11-20T00:00:00.000"%s
                }
                """.formatted(
                        name, System.currentTimeMillis() / 1000, id, sequenceNumber, images, table, more));
    }
}
