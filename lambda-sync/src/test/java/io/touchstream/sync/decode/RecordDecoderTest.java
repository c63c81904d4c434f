package io.touchstream.sync.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;

/** What a record is taken for, and which are refused, up to the very limits. */
class RecordDecoderTest {
    private static final String PREFIX = "arn:aws:dynamodb:eu-west-1:1:table/Source/stream/";
    private static final int LONGEST_ARN = 1024;
    private static final int LONGEST_KEY = 2 * 4 * 255 + 2048 + 1024;

    private final RecordDecoder decoder = new RecordDecoder("Source"::equals, (table, stream) -> 3);

    @Test
    void decode_change_hasItsPlaceItemVersionImagesAndTime() {
        DynamodbStreamRecord record = record("MODIFY", image("old"), image("new"));

        assertThat(decoder.decode(7, record))
                .isEqualTo(new Change(
                        7,
                        SourceId.of("Source", new ItemKey(Map.of("id", text("1")))),
                        Version.of(3, "100"),
                        Item.of(Map.of("id", text("1"), "v", text("old"))),
                        Item.of(Map.of("id", text("1"), "v", text("new"))),
                        Instant.ofEpochSecond(1_732_000_000),
                        false));
    }

    @ParameterizedTest
    @CsvSource({
        "REMOVE, dynamodb.amazonaws.com, true",
        "REMOVE, somebody.amazonaws.com, false",
        "REMOVE, , false",
        "MODIFY, dynamodb.amazonaws.com, false"
    })
    void decode_deleteByTheTimeToLiveService_isToldFromOthers(
            String event, @Nullable String principal, boolean expected) {
        DynamodbStreamRecord record = record(event, image("old"), event.equals("REMOVE") ? null : image("new"));
        record.setUserIdentity(new Identity().withPrincipalId(principal));

        assertThat(decoder.decode(0, record).serviceDelete()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT, false, true",
        "MODIFY, true, true",
        "REMOVE, true, false",
        "OTHER, true, false",
        "OTHER, false, true",
        ", true, false"
    })
    void decode_imagesThatTheEventHas_areTaken(@Nullable String event, boolean before, boolean after) {
        Change change = decoder.decode(0, record(event, before ? image("a") : null, after ? image("b") : null));

        assertThat(change.before() != null).isEqualTo(before);
        assertThat(change.after() != null).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT, true, true",
        "INSERT, true, false",
        "INSERT, false, false",
        "MODIFY, true, false",
        "MODIFY, false, true",
        "REMOVE, true, true",
        "REMOVE, false, true",
        "OTHER, false, false"
    })
    void decode_imagesThatTheEventDoesNotHave_areMalformed(String event, boolean before, boolean after) {
        assertMalformed(record(event, before ? image("a") : null, after ? image("b") : null));
    }

    @Test
    void decode_emptyImage_isNone() {
        assertThat(decoder.decode(0, record("INSERT", Map.of(), image("new"))).before())
                .isNull();
    }

    @Test
    void decode_imageOfAnotherKey_isMalformed() {
        Map<String, AttributeValue> other = Map.of("id", new AttributeValue("2"));

        assertMalformed(record("INSERT", null, other));
        assertMalformed(record("REMOVE", other, null));
        assertMalformed(record("INSERT", null, Map.of("v", new AttributeValue("1"))));
    }

    @Test
    void decode_keysOfTwoAttributes_areTheLimit() {
        Map<String, AttributeValue> two = Map.of("id", new AttributeValue("1"), "a", new AttributeValue().withN("2"));
        DynamodbStreamRecord record = record("INSERT", null, two);
        record.getDynamodb().setKeys(two);

        assertThat(decoder.decode(0, record).source().key().attributes()).hasSize(2);

        Map<String, AttributeValue> three =
                Map.of("id", new AttributeValue("1"), "a", new AttributeValue("2"), "b", new AttributeValue("3"));
        DynamodbStreamRecord bad = record("INSERT", null, three);
        bad.getDynamodb().setKeys(three);
        assertMalformed(bad);
    }

    @Test
    void decode_keyOfAnotherType_isMalformed() {
        Map<String, AttributeValue> key = Map.of("id", new AttributeValue().withBOOL(true));
        DynamodbStreamRecord record = record("INSERT", null, key);
        record.getDynamodb().setKeys(key);

        assertMalformed(record);
    }

    @Test
    void decode_keyAsLongAsTwoCanBe_isTheLimit() {
        String longest = "x".repeat(LONGEST_KEY - "id".length());

        assertThat(decoder.decode(0, recordOf(longest)).source().key().attributes())
                .containsEntry("id", text(longest));
        assertMalformed(recordOf(longest + "x"));
    }

    @Test
    void decode_streamNamedAtTheLimitOfLength_isTaken() {
        DynamodbStreamRecord record = record("INSERT", null, image("new"));
        record.setEventSourceARN(PREFIX + "1".repeat(LONGEST_ARN - PREFIX.length()));

        assertThat(decoder.decode(0, record).source().table()).isEqualTo("Source");

        record.setEventSourceARN(record.getEventSourceARN() + "1");
        assertMalformed(record);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 253_402_300_799_000L})
    void decode_timeThatCanBe_isTaken(long millis) {
        assertThat(at(Instant.ofEpochMilli(millis))).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 253_402_300_799_001L, Long.MIN_VALUE, Long.MAX_VALUE})
    void decode_timeThatCannotBe_isUnknown(long millis) {
        assertThat(at(Instant.ofEpochMilli(millis))).isNull();
    }

    @Test
    void decode_noTime_isUnknown() {
        DynamodbStreamRecord record = record("INSERT", null, image("new"));
        record.getDynamodb().setApproximateCreationDateTime(null);

        assertThat(decoder.decode(0, record).at()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "x1", "1x", "99999999999999999999999999999999999999999"})
    void decode_sequenceNumberThatIsNone_isMalformed(String number) {
        DynamodbStreamRecord record = record("INSERT", null, image("new"));
        record.getDynamodb().setSequenceNumber(number);

        assertMalformed(record);
    }

    @Test
    void decode_anotherView_isTheWrongStream() {
        DynamodbStreamRecord record = record("INSERT", null, image("new"));
        record.getDynamodb().setStreamViewType(StreamViewType.NEW_IMAGE);

        assertThatThrownBy(() -> decoder.decode(0, record))
                .isInstanceOf(WrongStreamException.class)
                .hasMessageContaining("NEW_IMAGE");
    }

    @Test
    void decode_anotherTable_isTheWrongStream() {
        DynamodbStreamRecord record = record("INSERT", null, image("new"));
        record.setEventSourceARN("arn:aws:dynamodb:eu-west-1:1:table/Other/stream/1");

        assertThatThrownBy(() -> decoder.decode(0, record))
                .isInstanceOf(WrongStreamException.class)
                .hasMessageContaining("Other");
    }

    @Test
    void decode_nestedAsDeepAsCanBe_isTheLimit() {
        assertThat(after(nested(32))).isNotNull();
        assertThatThrownBy(() -> after(nested(33)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void decode_nestedWithoutEnd_isMalformed() {
        assertThatThrownBy(() -> after(nested(50_000))).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void decode_valueThatDynamoDbCannotHold_isMalformed() {
        assertThatThrownBy(() -> after(new AttributeValue().withN("9".repeat(39))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("38 digits");
    }

    @Test
    void decode_binaryThatWasReadBefore_isTakenFromWhereItStands() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3});
        buffer.get();
        Item first = after(new AttributeValue().withB(buffer));

        assertThat(first.get("v").map(value -> value.b())).contains(SdkBytes.fromByteArray(new byte[] {2, 3}));
        assertThat(after(new AttributeValue().withB(buffer))).isEqualTo(first);
    }

    private Item after(AttributeValue value) {
        Map<String, AttributeValue> image = Map.of("id", new AttributeValue("1"), "v", value);
        return Objects.requireNonNull(
                decoder.decode(0, record("INSERT", null, image)).after());
    }

    private @Nullable Instant at(Instant time) {
        DynamodbStreamRecord record = record("INSERT", null, image("new"));
        record.getDynamodb().setApproximateCreationDateTime(Date.from(time));
        return decoder.decode(0, record).at();
    }

    private void assertMalformed(DynamodbStreamRecord record) {
        assertThatThrownBy(() -> decoder.decode(0, record)).isInstanceOf(MalformedRecordException.class);
    }

    private static AttributeValue nested(int levels) {
        AttributeValue value = new AttributeValue("bottom");
        for (int level = 0; level < levels; level++) {
            value = level % 2 == 0
                    ? new AttributeValue().withL(List.of(value))
                    : new AttributeValue().withM(Map.of("in", value));
        }
        return value;
    }

    private static DynamodbStreamRecord recordOf(String id) {
        Map<String, AttributeValue> key = Map.of("id", new AttributeValue(id));
        DynamodbStreamRecord record = record("INSERT", null, key);
        record.getDynamodb().setKeys(key);
        return record;
    }

    private static Map<String, AttributeValue> image(String value) {
        return Map.of("id", new AttributeValue("1"), "v", new AttributeValue(value));
    }

    private static DynamodbStreamRecord record(
            @Nullable String event,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after) {
        StreamRecord stream = new StreamRecord()
                .withKeys(Map.of("id", new AttributeValue("1")))
                .withSequenceNumber("100")
                .withStreamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                .withApproximateCreationDateTime(Date.from(Instant.ofEpochSecond(1_732_000_000)));
        stream.setOldImage(before);
        stream.setNewImage(after);
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventName(event);
        record.setEventSourceARN(PREFIX + "1");
        record.setDynamodb(stream);
        return record;
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue text(String value) {
        return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(value);
    }
}
