package io.touchstream.touch.verify;

import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.touch.segment.OutOfTimeException;
import java.time.Instant;

/** Has the present state of one source item arrive at the target. */
@FunctionalInterface
public interface SourceRepair {
    /**
     * Repairs one item.
     *
     * @param token a repair token
     * @param deadline when all requests must have ended
     */
    Outcome repair(SourceId source, RunToken token, Instant deadline) throws OutOfTimeException;

    /** Tells what became of a repair. */
    enum Outcome {
        /** The item was touched: its present state comes through the stream. */
        TOUCHED,
        /** The target holds what the item yields, or the application's own item in its place; the source was not written. */
        COPIED,
        /** The item does not exist. */
        GONE,
        /** An obstacle remains, such as another source item that holds the target key. */
        LEFT
    }
}
