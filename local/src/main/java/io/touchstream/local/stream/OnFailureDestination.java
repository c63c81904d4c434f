package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import java.util.List;

/** Takes the records that are not delivered any more, because their retries are used up or they are too old. */
@FunctionalInterface
public interface OnFailureDestination {
    /**
     * Takes records of one batch, in their order. They count as settled once this returns; until it does, the records after
     * them wait.
     *
     * @throws RuntimeException when they could not be kept; they are offered again
     */
    void accept(String shardId, List<DynamodbStreamRecord> records, String reason);
}
