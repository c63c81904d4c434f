package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * One record on its way to the handler.
 *
 * @param order the sequence number as a number
 * @param record what the handler is given
 * @param created when the change was made, by the stream's coarse clock; null if the stream does not tell
 * @param size about how many bytes it takes in a payload
 * @param keyHash the same for all records of one item, whatever the order of its key's attributes
 */
record StreamEvent(
        BigInteger order,
        DynamodbStreamRecord record,
        @Nullable Instant created,
        long size,
        int keyHash) {
    static StreamEvent of(Record record, String streamArn) {
        return new StreamEvent(
                new BigInteger(record.dynamodb().sequenceNumber()),
                RecordConverter.convert(record, streamArn),
                record.dynamodb().approximateCreationDateTime(),
                RecordSize.of(record),
                record.dynamodb().keys().hashCode());
    }

    /**
     * Returns the event with a time of creation that is not before the one given. DynamoDB Local tells it to the minute, and
     * AWS to the second; where everything up to some moment has been read, a later record cannot be older.
     */
    StreamEvent notBefore(Instant moment) {
        if (created == null || !created.isBefore(moment)) {
            return this;
        }
        record.getDynamodb().setApproximateCreationDateTime(Date.from(moment));
        return new StreamEvent(order, record, moment, size, keyHash);
    }

    String sequenceNumber() {
        return record.getDynamodb().getSequenceNumber();
    }
}
