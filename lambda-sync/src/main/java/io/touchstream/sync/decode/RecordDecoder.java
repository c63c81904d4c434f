package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.time.Instant;
import java.util.Date;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads stream records into changes. Safe to share between threads. */
public final class RecordDecoder {
    private static final Pattern STREAM_ARN = Pattern.compile("arn:[^:]+:dynamodb:[^:]*:[^:]*:table/([^/]+)/stream/.+");

    /** The longest names and values that two key attributes have, in bytes. */
    private static final int LONGEST_KEY =
            2 * 4 * 255 + KeySchema.MAXIMUM_PARTITION_KEY_BYTES + KeySchema.MAXIMUM_SORT_KEY_BYTES;

    /** Source: API reference, StreamArn. */
    private static final int LONGEST_ARN = 1024;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final String NEEDED_VIEW = "NEW_AND_OLD_IMAGES";
    private static final String REMOVE = "REMOVE";
    private static final String TIME_TO_LIVE_SERVICE = "dynamodb.amazonaws.com";

    private final Predicate<String> isSource;
    private final ToLongBiFunction<String, String> epochs;

    /**
     * Creates a decoder that takes the records of any table.
     *
     * @param epochs gives the epoch of a table (first argument) and stream ARN (second)
     */
    public RecordDecoder(ToLongBiFunction<String, String> epochs) {
        this(anyTable -> true, epochs);
    }

    /**
     * Creates a decoder.
     *
     * @param isSource tells whether a table is a source of the migration
     * @param epochs gives the epoch of a table (first argument) and stream ARN (second)
     */
    public RecordDecoder(Predicate<String> isSource, ToLongBiFunction<String, String> epochs) {
        this.isSource = isSource;
        this.epochs = epochs;
    }

    /**
     * Reads one record.
     *
     * @throws MalformedRecordException when the record cannot be understood
     * @throws WrongStreamException when no record of the stream can be used: it does not carry both images, or is of a
     *     table that is not a source
     */
    public Change decode(int position, @Nullable DynamodbStreamRecord record) {
        if (record == null) {
            throw new MalformedRecordException("the record is null");
        }
        StreamRecord stream = record.getDynamodb();
        if (stream == null || stream.getKeys() == null || stream.getKeys().isEmpty()) {
            throw new MalformedRecordException("the record has no keys");
        }
        if (stream.getStreamViewType() != null && !NEEDED_VIEW.equals(stream.getStreamViewType())) {
            throw WrongStreamException.view(stream.getStreamViewType());
        }
        String table = tableOf(record);
        if (!isSource.test(table)) {
            throw WrongStreamException.table(table);
        }
        ItemKey key = key(stream);
        Images images = Images.of(stream, record.getEventName(), Item.of(key.attributes()));
        return new Change(
                position,
                SourceId.of(table, key),
                version(record, table, stream),
                images.before(),
                images.after(),
                instant(stream.getApproximateCreationDateTime()),
                isServiceDelete(record));
    }

    /**
     * Returns the table of a record's stream.
     *
     * @throws MalformedRecordException when the record does not name one
     */
    public static String tableOf(DynamodbStreamRecord record) {
        String text = record.getEventSourceARN() == null ? "" : record.getEventSourceARN();
        Matcher arn = STREAM_ARN.matcher(text);
        if (text.length() > LONGEST_ARN || !arn.matches()) {
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
        if (!keys.attributes().values().stream().allMatch(RecordDecoder::isScalar)) {
            throw new MalformedRecordException("a key attribute is not of type S, N or B");
        }
        if (keys.sizeInBytes() > LONGEST_KEY) {
            throw new MalformedRecordException("the key is longer than a key can be");
        }
        return new ItemKey(keys.attributes());
    }

    private static boolean isScalar(software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        return Stream.of(KeyType.values()).anyMatch(type -> type.matches(value));
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        if (date == null) {
            return null;
        }
        Instant instant = date.toInstant();
        // Beyond what a count of milliseconds can span, a time says nothing.
        return instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST) ? null : instant;
    }

    private static boolean isServiceDelete(DynamodbStreamRecord record) {
        Identity identity = record.getUserIdentity();
        return REMOVE.equals(record.getEventName())
                && identity != null
                && TIME_TO_LIVE_SERVICE.equals(identity.getPrincipalId());
    }
}
