package io.touchstream.sync.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON that Lambda sends, read into the event library's types. */
class StreamEventReaderTest {
    private static final String RECORD = """
            {
              "eventID": "c4ca",
              "eventName": "REMOVE",
              "eventVersion": "1.1",
              "awsRegion": "eu-west-1",
              "eventSourceARN": "arn:aws:dynamodb:eu-west-1:1:table/Source/stream/1",
              "userIdentity": {"extra": [1], "type": "Service", "principalId": "dynamodb.amazonaws.com"},
              "extra": {"eventID": "another", "list": [{"a": 1}]},
              "dynamodb": {
                "ApproximateCreationDateTime": 1732000000.123,
                "Keys": {"id": {"S": "1"}},
                "OldImage": {"id": {"S": "1"}, "v": {"S": "old"}},
                "NewImage": {"id": {"S": "1"}, "v": {"S": "new"}},
                "SequenceNumber": "100",
                "extra": {"Keys": {}},
                "SizeBytes": 26,
                "StreamViewType": "NEW_AND_OLD_IMAGES"
              }
            }
            """;

    @Test
    void read_record_hasEveryFieldAndPassesOverTheUnknown() throws IOException {
        List<DynamodbStreamRecord> records =
                records("{\"extra\": {\"Records\": []}, \"Records\": [" + RECORD + "," + RECORD + "]}");

        assertThat(records).hasSize(2).allSatisfy(record -> {
            assertThat(record.getEventID()).isEqualTo("c4ca");
            assertThat(record.getEventName()).isEqualTo("REMOVE");
            assertThat(record.getEventSourceARN()).endsWith("table/Source/stream/1");
            assertThat(record.getUserIdentity().getType()).isEqualTo("Service");
            assertThat(record.getUserIdentity().getPrincipalId()).isEqualTo("dynamodb.amazonaws.com");
            assertThat(record.getDynamodb().getKeys()).isEqualTo(Map.of("id", new AttributeValue("1")));
            assertThat(record.getDynamodb().getOldImage().get("v")).isEqualTo(new AttributeValue("old"));
            assertThat(record.getDynamodb().getNewImage().get("v")).isEqualTo(new AttributeValue("new"));
            assertThat(record.getDynamodb().getSequenceNumber()).isEqualTo("100");
            assertThat(record.getDynamodb().getStreamViewType()).isEqualTo("NEW_AND_OLD_IMAGES");
            assertThat(record.getDynamodb().getApproximateCreationDateTime().toInstant())
                    .isEqualTo(Instant.ofEpochMilli(1_732_000_000_123L));
        });
    }

    @Test
    void read_valueOfEachType_isReadAsThatType() throws IOException {
        assertThat(value("{\"S\": \"\"}")).isEqualTo(new AttributeValue(""));
        assertThat(value("{\"N\": \"1.50\"}")).isEqualTo(new AttributeValue().withN("1.50"));
        assertThat(value("{\"B\": \"AQI=\"}")).isEqualTo(new AttributeValue().withB(bytes(1, 2)));
        assertThat(value("{\"BOOL\": false}")).isEqualTo(new AttributeValue().withBOOL(false));
        assertThat(value("{\"BOOL\": true}")).isEqualTo(new AttributeValue().withBOOL(true));
        assertThat(value("{\"NULL\": true}")).isEqualTo(new AttributeValue().withNULL(true));
        assertThat(value("{\"SS\": [\"a\", \"b\"]}")).isEqualTo(new AttributeValue().withSS(List.of("a", "b")));
        assertThat(value("{\"NS\": [\"1\", \"2\"]}")).isEqualTo(new AttributeValue().withNS(List.of("1", "2")));
        assertThat(value("{\"BS\": [\"AQ==\"]}")).isEqualTo(new AttributeValue().withBS(List.of(bytes(1))));
        assertThat(value("{\"M\": {}}")).isEqualTo(new AttributeValue().withM(Map.of()));
        assertThat(value("{\"L\": []}")).isEqualTo(new AttributeValue().withL(List.of()));
        assertThat(value("{\"L\": [{\"M\": {\"a\": {\"S\": \"x\"}}}, {\"N\": \"1\"}]}"))
                .isEqualTo(new AttributeValue()
                        .withL(
                                new AttributeValue().withM(Map.of("a", new AttributeValue("x"))),
                                new AttributeValue().withN("1")));
    }

    /** Such a value has no type, so that its record is known to be malformed, and what follows it is still read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"S\": 1}",
                "{\"S\": {\"S\": \"x\"}}",
                "{\"N\": [\"1\"]}",
                "{\"B\": {\"B\": \"AQ==\"}}",
                "{\"BOOL\": \"true\"}",
                "{\"BOOL\": [true]}",
                "{\"NULL\": null}",
                "{\"M\": [{}]}",
                "{\"L\": {\"L\": []}}",
                "{\"SS\": {\"a\": []}}",
                "{\"SS\": [\"a\", 1]}",
                "{\"SS\": [null, \"a\"]}",
                "{\"BS\": [[\"AQ==\"]]}",
                "{\"X\": {\"S\": \"x\"}}",
                "[{\"S\": \"x\"}]",
                "null"
            })
    void read_valueThatIsNotOfItsType_hasNoneAndTheNextIsRead(String json) throws IOException {
        assertThat(value(json)).isEqualTo(new AttributeValue());
    }

    @ParameterizedTest
    @CsvSource({
        "1732000000, 1732000000000",
        "1732000000.9999, 1732000000999",
        "1732000000123, 1732000000123",
        "1732000000123456, 1732000000123",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "99999999999999, 99999999999999",
        "100000000000000, 100000000000"
    })
    void read_timeOfAnyPrecision_isInMilliseconds(String sent, long millis) throws IOException {
        assertThat(record("{\"dynamodb\": {\"ApproximateCreationDateTime\": " + sent + "}}")
                        .getDynamodb()
                        .getApproximateCreationDateTime()
                        .toInstant())
                .isEqualTo(Instant.ofEpochMilli(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"1732000000\"", "[1732000000]", "{\"seconds\": 1732000000}"})
    void read_timeThatIsNoNumber_isUnknownAndTheRestIsRead(String sent) throws IOException {
        DynamodbStreamRecord record =
                record("{\"dynamodb\": {\"ApproximateCreationDateTime\": " + sent + ", \"SequenceNumber\": \"7\"}}");

        assertThat(record.getDynamodb().getApproximateCreationDateTime()).isNull();
        assertThat(record.getDynamodb().getSequenceNumber()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"x\"", "[{\"id\": {\"S\": \"1\"}}]"})
    void read_imageThatIsNone_isMissing(String sent) throws IOException {
        DynamodbStreamRecord record =
                record("{\"dynamodb\": {\"NewImage\": " + sent + ", \"SequenceNumber\": \"7\"}, \"eventID\": \"e\"}");

        assertThat(record.getDynamodb().getNewImage()).isNull();
        assertThat(record.getDynamodb().getSequenceNumber()).isEqualTo("7");
        assertThat(record.getEventID()).isEqualTo("e");
    }

    @Test
    void read_unknownView_isNone() throws IOException {
        assertThat(record("{\"dynamodb\": {\"StreamViewType\": \"SOMETHING\"}}")
                        .getDynamodb()
                        .getStreamViewType())
                .isNull();
    }

    @Test
    void read_recordThatIsNoObject_keepsItsPlace() throws IOException {
        List<DynamodbStreamRecord> records = records("{\"Records\": [null, [1], " + RECORD + "]}");

        assertThat(records).extracting(DynamodbStreamRecord::getEventID).containsExactly(null, null, "c4ca");
    }

    @Test
    void read_noRecords_isNone() throws IOException {
        assertThat(read("{\"Records\": {}}")).isNull();
        assertThat(read("[]")).isNull();
    }

    @Test
    void read_cutShort_fails() {
        assertThatThrownBy(() -> read("{\"Records\": [" + RECORD)).isInstanceOf(IOException.class);
    }

    private static AttributeValue value(String json) throws IOException {
        Map<String, AttributeValue> image = record(
                        "{\"dynamodb\": {\"NewImage\": {\"a\": " + json + ", \"last\": {\"S\": \"z\"}}}}")
                .getDynamodb()
                .getNewImage();
        assertThat(image).containsEntry("last", new AttributeValue("z")).hasSize(2);
        return Objects.requireNonNull(image.get("a"));
    }

    private static DynamodbStreamRecord record(String json) throws IOException {
        return records("{\"Records\": [" + json + "]}").get(0);
    }

    private static List<DynamodbStreamRecord> records(String json) throws IOException {
        return Objects.requireNonNull(read(json));
    }

    private static @Nullable List<DynamodbStreamRecord> read(String json) throws IOException {
        return StreamEventReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
                .getRecords();
    }

    private static ByteBuffer bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int index = 0; index < values.length; index++) {
            bytes[index] = (byte) values[index];
        }
        return ByteBuffer.wrap(bytes);
    }
}
