package io.touchstream.local.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one DynamoDB stream. Faults come as the SDK's exceptions: {@code TrimmedDataAccessException},
 * {@code ExpiredIteratorException}, {@code ResourceNotFoundException}.
 */
interface StreamReader {
    /** Returns all the shards that the stream has now, the closed ones that still hold records among them. */
    List<StreamShard> shards();

    /** Returns an iterator that begins after a record, or, given none, with the oldest one that is left. */
    String iterator(String shardId, @Nullable String afterSequenceNumber);

    /** Reads what the iterator points at. */
    StreamPage read(String iterator);
}
