package io.touchstream.touch.segment;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Works through one segment of one table, one page at a time.
 *
 * <p>When a call returns, every key of its page is settled: nothing of it is in flight, and nothing of it will be done
 * again unless the checkpoint that follows is lost. A page that is worked on twice does no harm.
 */
@FunctionalInterface
public interface SegmentJob extends AutoCloseable {
    /**
     * Reads the page after the cursor and settles every key of it.
     *
     * @param cursor the last key of the page before; null for the first page
     * @param deadline when the invocation must have ended
     * @throws OutOfTimeException when the page cannot be settled in time; it will be begun again
     */
    PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline) throws OutOfTimeException;

    /** Gives up what was begun for pages that will not be asked for. */
    @Override
    default void close() {}
}
