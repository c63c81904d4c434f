package io.touchstream.local.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Holds what one read of a shard gave.
 *
 * @param records the records in their order; none does not mean that there are no more
 * @param nextIterator where to go on; null when the shard is closed and has been read to its end
 */
record StreamPage(List<Record> records, @Nullable String nextIterator) {
    StreamPage {
        records = List.copyOf(records);
    }
}
