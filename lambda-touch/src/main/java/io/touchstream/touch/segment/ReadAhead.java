package io.touchstream.touch.segment;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Reads a segment's pages, each next one while the present one is settled. At most one page is held in advance. Not safe to
 * share between threads.
 */
public final class ReadAhead implements AutoCloseable {
    private final SourceScan scan;
    private final ExecutorService readers;
    private @Nullable Map<String, AttributeValue> begunAt;
    private @Nullable Future<ScanResponse> begun;

    /**
     * Creates it.
     *
     * @param readers runs the read in advance
     */
    public ReadAhead(SourceScan scan, ExecutorService readers) {
        this.scan = scan;
        this.readers = readers;
    }

    /** Asks for the page after a cursor. */
    @FunctionalInterface
    public interface Pages {
        /** Returns the request for the page after the cursor. */
        ScanRequest.Builder after(@Nullable Map<String, AttributeValue> cursor);
    }

    /** Returns the page after the cursor, and begins to read the one after it. */
    public ScanResponse read(Pages pages, @Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        ScanResponse page = taken(cursor);
        if (page == null) {
            page = scan.read(pages.after(cursor), deadline);
        }
        Map<String, AttributeValue> next = SourceScan.cursor(page);
        if (next != null) {
            begunAt = next;
            begun = readers.submit(() -> scan.read(pages.after(next), deadline));
        }
        return page;
    }

    @Override
    public void close() {
        Future<ScanResponse> abandoned = begun;
        begun = null;
        if (abandoned != null) {
            abandoned.cancel(true);
        }
    }

    /** Returns the page that was read in advance; null where it is another one, or reading it failed. */
    private @Nullable ScanResponse taken(@Nullable Map<String, AttributeValue> cursor) throws OutOfTimeException {
        Future<ScanResponse> ahead = begun;
        if (ahead == null || cursor == null || !cursor.equals(begunAt)) {
            close();
            return null;
        }
        begun = null;
        try {
            return ahead.get();
        } catch (ExecutionException failure) {
            // It is read again, by this thread, which meets the same obstacle if that lasts.
            return null;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        }
    }
}
