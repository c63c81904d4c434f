package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;

/** Names the ways in which a stream record can be wrong, and does them. */
@NullUnmarked
@SuppressWarnings("ImmutableEnumChecker")
enum Hostility {
    NO_STREAM_PART((record, random) -> record.setDynamodb(null)),
    NO_KEYS((record, random) -> record.getDynamodb().setKeys(any(random, null, Map.of()))),
    KEY_OF_A_BAD_VALUE((record, random) -> record.getDynamodb().setKeys(single("id", bad(random)))),
    KEY_OF_A_COLLECTION((record, random) -> record.getDynamodb()
            .setKeys(single("id", any(random, new AttributeValue().withBOOL(true), nested(random.nextInt(40)))))),
    KEY_WITHOUT_NAME((record, random) ->
            record.getDynamodb().setKeys(single(any(random, null, ""), new AttributeValue().withS("x")))),
    TOO_MANY_KEYS((record, random) -> record.getDynamodb()
            .setKeys(
                    Map.of("a", new AttributeValue("1"), "b", new AttributeValue("2"), "id", new AttributeValue("3")))),
    KEY_OF_ANOTHER_ITEM(
            (record, random) -> record.getDynamodb().setKeys(Map.of("id", new AttributeValue().withS("someone else")))),
    HUGE_KEY((record, random) ->
            record.getDynamodb().setKeys(Map.of("id", new AttributeValue().withS("x".repeat(500_000))))),
    NO_NEW_IMAGE((record, random) -> record.getDynamodb().setNewImage(any(random, null, Map.of()))),
    NO_OLD_IMAGE((record, random) -> record.getDynamodb().setOldImage(any(random, null, Map.of()))),
    NO_IMAGE((record, random) -> {
        record.getDynamodb().setNewImage(null);
        record.getDynamodb().setOldImage(null);
    }),
    BAD_VALUE((record, random) -> image(record, random).put("bad", bad(random))),
    BAD_VALUE_INSIDE((record, random) -> image(record, random)
            .put("bad", new AttributeValue().withL(new AttributeValue().withM(single("in", bad(random)))))),
    ATTRIBUTE_WITHOUT_NAME(
            (record, random) -> image(record, random).put(any(random, null, ""), new AttributeValue().withS("x"))),
    DEEP_IMAGE((record, random) -> image(record, random).put("deep", nested(28 + random.nextInt(8)))),
    BOTTOMLESS_IMAGE((record, random) -> image(record, random).put("deep", nested(50_000))),
    DEEP_IMAGE_WITHOUT_TARGET_KEY((record, random) -> {
        record.getDynamodb().getNewImage().put("deep", nested(29 + random.nextInt(3)));
        record.getDynamodb().getNewImage().put("k", new AttributeValue().withS(""));
    }),
    LARGE_IMAGE((record, random) -> image(record, random)
            .put("large", new AttributeValue().withS("x".repeat(100_000 + random.nextInt(400_000))))),
    WITHOUT_TARGET_KEY((record, random) -> record.getDynamodb().getNewImage().remove("k")),
    RESERVED_ATTRIBUTE((record, random) ->
            image(record, random).put(any(random, "_touchstream", "aws:rep:x"), new AttributeValue().withS("x"))),
    ODD_MARKER((record, random) -> image(record, random)
            .put(
                    SyncFixture.MARKER,
                    any(
                            random,
                            new AttributeValue(),
                            new AttributeValue("tsc"),
                            new AttributeValue("tsc\u0000\n/%&=\uD83Dxyz"),
                            new AttributeValue().withN("1"),
                            new AttributeValue().withNULL(true)))),
    NO_STREAM_NAMED((record, random) -> record.setEventSourceARN(any(
            random,
            null,
            "",
            "arn",
            "arn:aws:sqs:eu-west-1:0:queue",
            "arn:aws:dynamodb:eu-west-1:0:table/Source",
            "arn:aws:dynamodb:eu-west-1:0:table/Source/stream/",
            "arn:aws:dynamodb:eu-west-1:0:table/Source/stream/" + "9".repeat(2000),
            "arn:aws:dynamodb:eu-west-1:0:table/../stream/x/stream/1\n"))),
    STREAM_OF_ANOTHER_TABLE((record, random) -> record.setEventSourceARN(any(
            random,
            "arn:aws:dynamodb:eu-west-1:0:table/Other/stream/2026-01-01T00:00:00.000",
            "arn:aws:dynamodb:eu-west-1:0:table/" + "T".repeat(3000) + "/stream/1",
            "arn:aws:dynamodb:eu-west-1:0:table/Source%2F..%2FTarget/stream/1"))),
    BAD_SEQUENCE_NUMBER((record, random) -> record.getDynamodb()
            .setSequenceNumber(any(
                    random, null, "", "-1", "1.5", "1e9", "abc", " 1", "\u0661", "9".repeat(41), "9".repeat(9999)))),
    ABSURD_SEQUENCE_NUMBER((record, random) ->
            record.getDynamodb().setSequenceNumber(any(random, "0", "0".repeat(40), "9".repeat(40), "1"))),
    ODD_EVENT_NAME((record, random) ->
            record.setEventName(any(random, null, "", "TRUNCATE", "insert", "REMOVE ", "\u0000", "x".repeat(10_000)))),
    CONTRADICTORY_EVENT_NAME((record, random) ->
            record.setEventName("MODIFY".equals(record.getEventName()) ? any(random, "INSERT", "REMOVE") : "MODIFY")),
    ODD_EVENT_ID((record, random) -> record.setEventID(
            any(random, "../../x", "a/b=c&d%e", "\u0000\n", "\uD83D\uDE00".repeat(20)) + record.getEventID())),
    ODD_TIME((record, random) -> record.getDynamodb()
            .setApproximateCreationDateTime(any(random, null, time(0), time(Long.MIN_VALUE), time(Long.MAX_VALUE)))),
    ODD_VIEW((record, random) -> record.getDynamodb()
            .withStreamViewType(any(random, null, StreamViewType.KEYS_ONLY, StreamViewType.NEW_IMAGE))),
    ODD_IDENTITY((record, random) -> record.setUserIdentity(any(
            random,
            new Identity(),
            new Identity().withPrincipalId("dynamodb.amazonaws.com"),
            new Identity().withType("x")))),
    ODD_SIZE((record, random) -> record.getDynamodb().setSizeBytes(any(random, -1L, Long.MAX_VALUE, null)));

    /** Changes a record. */
    private interface Change {
        void on(DynamodbStreamRecord record, Random random);
    }

    private static final List<Supplier<AttributeValue>> BAD_VALUES = List.of(
            () -> null,
            AttributeValue::new,
            () -> new AttributeValue().withNULL(false),
            () -> new AttributeValue().withN("abc"),
            () -> new AttributeValue().withN(""),
            () -> new AttributeValue().withN("NaN"),
            () -> new AttributeValue().withN("1E999999999"),
            () -> new AttributeValue().withN("100E2147483647"),
            () -> new AttributeValue().withN("9".repeat(39)),
            () -> new AttributeValue().withN("\u0661"),
            () -> new AttributeValue().withSS(List.of()),
            () -> new AttributeValue().withSS(List.of("a", "a")),
            () -> new AttributeValue().withSS(Collections.singletonList(null)),
            () -> new AttributeValue().withNS(List.of("1", "1.0")),
            () -> new AttributeValue().withNS(List.of("x")),
            () -> new AttributeValue().withNS(Collections.singletonList(null)),
            () -> new AttributeValue().withBS(List.of()),
            () -> new AttributeValue().withBS(Collections.singletonList((ByteBuffer) null)),
            () -> new AttributeValue().withL(Collections.singletonList((AttributeValue) null)),
            () -> new AttributeValue().withM(single("x", null)),
            () -> new AttributeValue().withM(single(null, new AttributeValue("x"))),
            () -> new AttributeValue().withM(single("", new AttributeValue("x"))));

    private final Change change;

    Hostility(Change change) {
        this.change = change;
    }

    /** Does it to a record whose maps can be changed. */
    void on(DynamodbStreamRecord record, Random random) {
        change.on(record, random);
    }

    static AttributeValue bad(Random random) {
        return BAD_VALUES.get(random.nextInt(BAD_VALUES.size())).get();
    }

    /** A value of that many levels of lists and maps. */
    static AttributeValue nested(int levels) {
        AttributeValue value = new AttributeValue().withS("bottom");
        for (int level = 0; level < levels; level++) {
            value = level % 2 == 0
                    ? new AttributeValue().withL(new ArrayList<>(List.of(value)))
                    : new AttributeValue().withM(single("in", value));
        }
        return value;
    }

    private static Map<String, AttributeValue> image(DynamodbStreamRecord record, Random random) {
        Map<String, AttributeValue> before = record.getDynamodb().getOldImage();
        Map<String, AttributeValue> after = record.getDynamodb().getNewImage();
        return after == null || (before != null && random.nextBoolean()) ? before : after;
    }

    private static Date time(long millis) {
        return Date.from(Instant.ofEpochMilli(millis));
    }

    private static Map<String, AttributeValue> single(String name, AttributeValue value) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put(name, value);
        return map;
    }

    @SafeVarargs
    private static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
