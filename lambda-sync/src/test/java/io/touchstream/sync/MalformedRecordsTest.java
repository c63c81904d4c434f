package io.touchstream.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.sync.decode.MalformedRecordException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Under which name a record is kept that names no item: the same one each time it is delivered, as far as it has any. */
class MalformedRecordsTest {
    @Test
    void entry_eventId_isTheName() {
        assertThat(entry(record("c4ca", "arn", "100")))
                .isEqualTo(new QuarantineEntry(
                        SourceId.ofEvent("c4ca"),
                        Version.COPY,
                        Cause.MALFORMED_RECORD,
                        "the record cannot be understood: no keys",
                        null,
                        null,
                        Set.of(),
                        new Images(null, null, null),
                        Instant.EPOCH,
                        Direction.REVERSE));
    }

    @Test
    void entry_eventIdAtTheLimitOfLength_isTheName() {
        assertThat(name(record("x".repeat(200), "arn", "100"))).isEqualTo(SourceId.ofEvent("x".repeat(200)));
        assertThat(name(record("x".repeat(201), "arn", "100"))).isEqualTo(SourceId.ofEvent("arn#100"));
    }

    @Test
    void entry_noEventId_isNamedByStreamAndSequenceNumber() {
        assertThat(name(record(null, "arn", "100"))).isEqualTo(SourceId.ofEvent("arn#100"));
        assertThat(name(record("", "arn", "100"))).isEqualTo(SourceId.ofEvent("arn#100"));
        assertThat(name(record(null, "x".repeat(1024), "1".repeat(40))))
                .isEqualTo(SourceId.ofEvent("x".repeat(1024) + "#" + "1".repeat(40)));
    }

    @Test
    void entry_nothingThatNamesIt_neverSharesAName() {
        for (DynamodbStreamRecord record : new DynamodbStreamRecord[] {
            record(null, null, "100"),
            record(null, "arn", null),
            record(null, "x".repeat(1025), "100"),
            record(null, "arn", "1".repeat(41)),
            new DynamodbStreamRecord()
        }) {
            assertThat(name(record)).isNotEqualTo(name(record));
        }
    }

    @Test
    void entry_null_hasAName() {
        assertThat(name(null)).isEqualTo(SourceId.ofEvent("null"));
    }

    private static SourceId name(@Nullable DynamodbStreamRecord record) {
        return entry(record).source();
    }

    private static QuarantineEntry entry(@Nullable DynamodbStreamRecord record) {
        return MalformedRecords.entry(
                Direction.REVERSE, record, new MalformedRecordException("no keys"), Instant.EPOCH);
    }

    private static DynamodbStreamRecord record(
            @Nullable String eventId, @Nullable String stream, @Nullable String sequenceNumber) {
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventID(eventId);
        record.setEventSourceARN(stream);
        record.setDynamodb(new StreamRecord().withSequenceNumber(sequenceNumber));
        return record;
    }
}
