package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads stream records into changes. Safe to share between threads. */
public final class RecordDecoder {
    private static final Pattern STREAM_ARN = Pattern.compile("arn:[^:]+:dynamodb:[^:]*:[^:]*:table/([^/]+)/stream/.+");
    private static final String NEEDED_VIEW = "NEW_AND_OLD_IMAGES";
    private static final String REMOVE = "REMOVE";
    private static final String TIME_TO_LIVE_SERVICE = "dynamodb.amazonaws.com";

    private final ToLongBiFunction<String, String> epochs;

    /**
     * Creates a decoder.
     *
     * @param epochs gives the epoch of a table (first argument) and stream ARN (second)
     */
    public RecordDecoder(ToLongBiFunction<String, String> epochs) {
        this.epochs = epochs;
    }

    /**
     * Reads one record.
     *
     * @throws MalformedRecordException when the record cannot be understood
     * @throws WrongStreamViewException when the stream does not carry both images, so that no record of it can be used
     */
    public Change decode(int position, DynamodbStreamRecord record) {
        StreamRecord stream = record.getDynamodb();
        if (stream == null || stream.getKeys() == null || stream.getKeys().isEmpty()) {
            throw new MalformedRecordException("the record has no keys");
        }
        if (stream.getStreamViewType() != null && !NEEDED_VIEW.equals(stream.getStreamViewType())) {
            throw new WrongStreamViewException(stream.getStreamViewType());
        }
        String table = tableOf(record);
        Item before = image(stream.getOldImage());
        Item after = image(stream.getNewImage());
        if (before == null && after == null) {
            throw new MalformedRecordException("the record has no image");
        }
        return new Change(
                position,
                SourceId.of(table, key(stream)),
                version(record, table, stream),
                before,
                after,
                instant(stream.getApproximateCreationDateTime()),
                isServiceDelete(record));
    }

    /**
     * Returns the table of a record's stream.
     *
     * @throws MalformedRecordException when the record does not name one
     */
    public static String tableOf(DynamodbStreamRecord record) {
        Matcher arn = STREAM_ARN.matcher(record.getEventSourceARN() == null ? "" : record.getEventSourceARN());
        if (!arn.matches()) {
            throw new MalformedRecordException("the record names no stream");
        }
        return arn.group(1);
    }

    private Version version(DynamodbStreamRecord record, String table, StreamRecord stream) {
        String sequenceNumber = stream.getSequenceNumber();
        if (sequenceNumber == null || !sequenceNumber.matches("[0-9]{1,40}")) {
            throw new MalformedRecordException("the record has no sequence number");
        }
        return Version.of(epochs.applyAsLong(table, record.getEventSourceARN()), sequenceNumber);
    }

    private static ItemKey key(StreamRecord stream) {
        Item keys = AttributeValueDecoder.item(stream.getKeys());
        if (keys.attributes().size() > 2) {
            throw new MalformedRecordException("the record has more than two key attributes");
        }
        return new ItemKey(keys.attributes());
    }

    private static @Nullable Item image(@Nullable Map<String, AttributeValue> image) {
        return image == null || image.isEmpty() ? null : AttributeValueDecoder.item(image);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static boolean isServiceDelete(DynamodbStreamRecord record) {
        Identity identity = record.getUserIdentity();
        return REMOVE.equals(record.getEventName())
                && identity != null
                && TIME_TO_LIVE_SERVICE.equals(identity.getPrincipalId());
    }
}
