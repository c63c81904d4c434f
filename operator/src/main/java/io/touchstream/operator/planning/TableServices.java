package io.touchstream.operator.planning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells of a table what not every DynamoDB endpoint knows. Each answer is empty where the endpoint has no such service, or the
 * caller no right to ask it.
 */
interface TableServices {
    /** Returns the names of the functions that read a stream, as far as they can be seen. */
    Optional<List<String>> streamReaders(String streamArn);

    /** Returns the ARNs of the Kinesis streams that every change of a table is sent to. */
    Optional<List<String>> kinesisStreams(String table);

    /** Tells whether a table can be restored to any second of the last days. */
    Optional<Boolean> pointInTimeRecovery(String table);

    /** Returns when the backups of a table were made, the latest first. */
    Optional<List<Instant>> backups(String table);
}
