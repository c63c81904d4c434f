package io.touchstream.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

@Timeout(300)
class RecordsTest {
    private static final Instant CREATED = Instant.parse("2026-11-20T10:00:00Z");
    private static final long MEGABYTE = 1024L * 1024;

    @Test
    void convert_everyField_isCarriedOver() {
        DynamodbStreamRecord converted = RecordConverter.convert(record(), "arn:stream");

        assertThat(converted.getEventID()).isEqualTo("e1");
        assertThat(converted.getEventName()).isEqualTo("A_NAME_THE_SDK_LACKS");
        assertThat(converted.getEventVersion()).isEqualTo("1.1");
        assertThat(converted.getEventSource()).isEqualTo("aws:dynamodb");
        assertThat(converted.getEventSourceARN()).isEqualTo("arn:stream");
        assertThat(converted.getAwsRegion()).isEqualTo("eu-west-1");
        assertThat(converted.getUserIdentity())
                .isEqualTo(new Identity().withType("Service").withPrincipalId("dynamodb.amazonaws.com"));
        assertThat(converted.getDynamodb().getSequenceNumber()).isEqualTo("100000000000000000001");
        assertThat(converted.getDynamodb().getSizeBytes()).isEqualTo(42L);
        assertThat(converted.getDynamodb().getStreamViewType()).isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(converted.getDynamodb().getApproximateCreationDateTime()).isEqualTo(Date.from(CREATED));
        assertThat(converted.getDynamodb().getOldImage()).isNull();
    }

    @Test
    void convert_everyType_keepsItsValue() {
        Map<String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue> image =
                RecordConverter.convert(record(), "arn:stream").getDynamodb().getNewImage();

        assertThat(image)
                .containsEntry("s", value().withS(""))
                .containsEntry("n", value().withN("12345678901234567890123456789012345678"))
                .containsEntry("b", value().withB(ByteBuffer.wrap(new byte[] {0, -1, 7})))
                .containsEntry("ss", value().withSS("a", "b"))
                .containsEntry("ns", value().withNS("1", "2.5"))
                .containsEntry("bs", value().withBS(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})))
                .containsEntry("bool", value().withBOOL(false))
                .containsEntry("null", value().withNULL(true))
                .containsEntry(
                        "m", value().withM(Map.of("inner", value().withL(value().withS("x"), value().withM(Map.of())))))
                .containsEntry("l", value().withL(List.of()))
                .hasSize(10);
    }

    @Test
    void keyHash_otherOrderOfKeyAttributes_isTheSame() {
        Map<String, AttributeValue> one = new LinkedHashMap<>();
        one.put("pk", AttributeValue.fromS("a"));
        one.put("sk", AttributeValue.fromN("1"));
        Map<String, AttributeValue> other = new LinkedHashMap<>();
        other.put("sk", AttributeValue.fromN("1"));
        other.put("pk", AttributeValue.fromS("a"));

        assertThat(keyed(one).keyHash()).isEqualTo(keyed(other).keyHash());
        assertThat(keyed(one).keyHash())
                .isNotEqualTo(keyed(Map.of("pk", AttributeValue.fromS("b"))).keyHash());
    }

    @Test
    void accept_recordOfEveryType_isWrittenWhole(@TempDir Path directory) throws IOException {
        FileOnFailureDestination destination = new FileOnFailureDestination(directory.resolve("new"));
        DynamodbStreamRecord converted = RecordConverter.convert(record(), "arn:stream");

        destination.accept("s", List.of(converted, converted), "RecordAgeExceeded");
        destination.accept("s", List.of(converted), "RetryAttemptsExhausted");

        List<String> lines = Files.readAllLines(directory.resolve("new").resolve(FileOnFailureDestination.FILE_NAME));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("{\"shardId\":\"s\",\"reason\":\"RecordAgeExceeded\",\"record\":{\"eventID\":\"e1\"")
                .contains("\"ApproximateCreationDateTime\":1795168800.000")
                .contains("\"SequenceNumber\":\"100000000000000000001\"")
                .contains("\"userIdentity\":{\"principalId\":\"dynamodb.amazonaws.com\",\"type\":\"Service\"}")
                .contains("\"b\":{\"B\":\"AP8H\"}", "\"bs\":{\"BS\":[\"AQ==\",\"Ag==\"]}", "\"null\":{\"NULL\":true}")
                .contains("\"m\":{\"M\":{\"inner\":{\"L\":[{\"S\":\"x\"},{\"M\":{}}]}}}", "\"bool\":{\"BOOL\":false}")
                .contains("\"ss\":{\"SS\":[\"a\",\"b\"]}", "\"ns\":{\"NS\":[\"1\",\"2.5\"]}");
    }

    @Test
    void takeBatch_largeRecords_staysWithinThePayload() throws InterruptedException {
        LaneBuffer buffer = new LaneBuffer(EventSourceMappingSettings.defaults());
        for (int number = 0; number < 5; number++) {
            buffer.put(sized(number, 2 * MEGABYTE));
        }

        assertThat(buffer.takeBatch()).hasSize(3);
        assertThat(buffer.takeBatch()).hasSize(2);
    }

    @Test
    void takeBatch_fullBatch_holdsNoMoreThanTheBatchSize() throws InterruptedException {
        LaneBuffer buffer = new LaneBuffer(EventSourceMappingSettings.defaults().withBatchSize(2));
        for (int number = 0; number < 3; number++) {
            buffer.put(sized(number, 1));
        }

        assertThat(buffer.takeBatch()).hasSize(2);
        assertThat(buffer.takeBatch()).hasSize(1);
    }

    @Test
    void takeBatch_window_waitsForRecordsThatComeLater() throws InterruptedException {
        LaneBuffer buffer = new LaneBuffer(EventSourceMappingSettings.defaults()
                .withBatchSize(2)
                .withMaximumBatchingWindow(Duration.ofSeconds(10)));
        buffer.put(sized(1, 1));
        Thread late = new Thread(() -> {
            try {
                Thread.sleep(200);
                buffer.put(sized(2, 1));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        late.start();

        assertThat(buffer.takeBatch()).hasSize(2);
        late.join();
    }

    @Test
    void put_twoBatchesHeld_waitsUntilOneIsTaken() throws InterruptedException {
        LaneBuffer buffer = new LaneBuffer(EventSourceMappingSettings.defaults().withBatchSize(1));
        assertWaits(
                number -> buffer.put(sized(number, 1)),
                () -> assertThat(buffer.takeBatch()).hasSize(1));
    }

    @Test
    void put_twoPayloadsHeld_waitsUntilOneIsTaken() throws InterruptedException {
        LaneBuffer buffer = new LaneBuffer(EventSourceMappingSettings.defaults());
        assertWaits(
                number -> buffer.put(sized(number, 6 * MEGABYTE)),
                () -> assertThat(buffer.takeBatch()).hasSize(1));
    }

    @Test
    void begin_tooManyUnsettled_waitsUntilTheOldestIsSettled() throws InterruptedException {
        ShardProgress progress = new ShardProgress(2, Instant.EPOCH);
        assertWaits(number -> progress.begin(sized(number, 1)), () -> progress.settle(List.of(sized(1, 1))));
    }

    @Test
    void takeBatch_recordLargerThanAPayload_goesAlone() throws InterruptedException {
        LaneBuffer buffer = new LaneBuffer(EventSourceMappingSettings.defaults());
        buffer.put(sized(1, 7 * MEGABYTE));
        buffer.put(sized(2, 1));

        assertThat(buffer.takeBatch()).hasSize(1);
        assertThat(buffer.takeBatch()).hasSize(1);
    }

    @Test
    void size_largeImage_isAboutItsJson() {
        String text = "x".repeat(100_000);
        Record large = record().toBuilder()
                .dynamodb(change -> change.keys(Map.of("pk", AttributeValue.fromS("a")))
                        .sequenceNumber("1")
                        .newImage(Map.of("t", AttributeValue.fromS(text)))
                        .oldImage(Map.of("b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[30_000])))))
                .build();

        assertThat(RecordSize.of(large)).isBetween(140_000L, 142_000L);
    }

    @Test
    void settle_outOfOrder_checkpointWaitsForTheOldest() throws InterruptedException {
        ShardProgress progress = new ShardProgress(10, Instant.EPOCH);
        List<StreamEvent> events =
                IntStream.rangeClosed(1, 3).mapToObj(number -> sized(number, 1)).toList();
        for (StreamEvent event : events) {
            progress.begin(event);
        }

        progress.settle(events.subList(1, 3));
        assertThat(progress.checkpoint()).isEmpty();
        progress.settle(events.subList(0, 1));
        assertThat(progress.checkpoint()).contains("3");
        assertThat(progress.isDrained()).isTrue();
    }

    /** Asserts that two records go in, and the third only after room was made. */
    private static void assertWaits(Putter putter, Step makeRoom) throws InterruptedException {
        putter.put(1);
        putter.put(2);
        CountDownLatch third = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            try {
                putter.put(3);
                third.countDown();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        writer.start();

        assertThat(third.await(200, TimeUnit.MILLISECONDS)).isFalse();
        makeRoom.run();
        assertThat(third.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private interface Putter {
        void put(int number) throws InterruptedException;
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private static StreamEvent sized(int number, long size) {
        Record record = FakeStream.record("key", Integer.toString(number), CREATED);
        StreamEvent event = StreamEvent.of(record, "arn:stream");
        return new StreamEvent(event.order(), event.record(), CREATED, size, event.keyHash());
    }

    private static StreamEvent keyed(Map<String, AttributeValue> keys) {
        return StreamEvent.of(
                Record.builder()
                        .dynamodb(StreamRecord.builder()
                                .sequenceNumber("1")
                                .keys(keys)
                                .build())
                        .build(),
                "arn:stream");
    }

    private static com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue value() {
        return new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue();
    }

    private static Record record() {
        Map<String, AttributeValue> image = new LinkedHashMap<>();
        image.put("s", AttributeValue.fromS(""));
        image.put("n", AttributeValue.fromN("12345678901234567890123456789012345678"));
        image.put("b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 7})));
        image.put("ss", AttributeValue.fromSs(List.of("a", "b")));
        image.put("ns", AttributeValue.fromNs(List.of("1", "2.5")));
        image.put(
                "bs",
                AttributeValue.fromBs(
                        List.of(SdkBytes.fromByteArray(new byte[] {1}), SdkBytes.fromByteArray(new byte[] {2}))));
        image.put("bool", AttributeValue.fromBool(false));
        image.put("null", AttributeValue.fromNul(true));
        image.put(
                "m",
                AttributeValue.fromM(Map.of(
                        "inner",
                        AttributeValue.fromL(List.of(AttributeValue.fromS("x"), AttributeValue.fromM(Map.of()))))));
        image.put("l", AttributeValue.fromL(List.of()));
        return Record.builder()
                .eventID("e1")
                .eventName("A_NAME_THE_SDK_LACKS")
                .eventVersion("1.1")
                .eventSource("aws:dynamodb")
                .awsRegion("eu-west-1")
                .userIdentity(identity -> identity.type("Service").principalId("dynamodb.amazonaws.com"))
                .dynamodb(StreamRecord.builder()
                        .approximateCreationDateTime(CREATED)
                        .sequenceNumber("100000000000000000001")
                        .sizeBytes(42L)
                        .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                        .keys(Map.of("pk", AttributeValue.fromS("a")))
                        .newImage(image)
                        .build())
                .build();
    }
}
