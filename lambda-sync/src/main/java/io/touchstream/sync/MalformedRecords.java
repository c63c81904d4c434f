package io.touchstream.sync;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.sync.decode.MalformedRecordException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Describes records that cannot be understood. They name no item, so what names the event stands in. */
final class MalformedRecords {
    /** Those of DynamoDB have 32 characters. */
    private static final int LONGEST_ID = 200;

    private static final int LONGEST_ARN = 1024;
    private static final int LONGEST_SEQUENCE_NUMBER = 40;

    private MalformedRecords() {}

    static QuarantineEntry entry(
            Direction direction, @Nullable DynamodbStreamRecord record, MalformedRecordException failure, Instant now) {
        return new QuarantineEntry(
                SourceId.ofEvent(name(record)),
                Version.COPY,
                Cause.MALFORMED_RECORD,
                "the record cannot be understood: " + failure.getMessage(),
                null,
                null,
                Set.of(),
                new Images(null, null, null),
                now,
                direction);
    }

    /** The same record delivered again has the same name, as far as it has any; two records never share one. */
    private static String name(@Nullable DynamodbStreamRecord record) {
        if (record == null) {
            return "null";
        }
        if (isUsable(record.getEventID(), LONGEST_ID)) {
            return record.getEventID();
        }
        String sequenceNumber =
                record.getDynamodb() == null ? null : record.getDynamodb().getSequenceNumber();
        return isUsable(record.getEventSourceARN(), LONGEST_ARN) && isUsable(sequenceNumber, LONGEST_SEQUENCE_NUMBER)
                ? record.getEventSourceARN() + "#" + sequenceNumber
                : UUID.randomUUID().toString();
    }

    private static boolean isUsable(@Nullable String text, int longest) {
        return text != null && !text.isEmpty() && text.length() <= longest;
    }
}
