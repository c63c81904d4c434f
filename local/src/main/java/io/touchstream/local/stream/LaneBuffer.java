package io.touchstream.local.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Holds a bounded number of records for one lane, between the thread that reads and the one that delivers. */
final class LaneBuffer {
    /** The largest payload of an invocation: Lambda's 6 MB. */
    static final long PAYLOAD_LIMIT = 6L * 1024 * 1024;

    private final int batchSize;
    private final long windowNanos;
    private final Deque<StreamEvent> events = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    LaneBuffer(EventSourceMappingSettings settings) {
        this.batchSize = settings.batchSize();
        this.windowNanos = settings.maximumBatchingWindow().toNanos();
    }

    /** Adds a record; waits while two batches' worth is held already. After closing, it adds nothing. */
    synchronized void put(StreamEvent event) throws InterruptedException {
        while (!closed && !events.isEmpty() && (events.size() >= 2 * batchSize || bytes >= 2 * PAYLOAD_LIMIT)) {
            wait();
        }
        if (closed) {
            return;
        }
        events.addLast(event);
        bytes += event.size();
        notifyAll();
    }

    /** Waits for a record, then for a full batch or the end of the batching window; an empty batch means closed. */
    synchronized List<StreamEvent> takeBatch() throws InterruptedException {
        while (!closed && events.isEmpty()) {
            wait();
        }
        long deadline = System.nanoTime() + windowNanos;
        long left = windowNanos;
        while (!closed && left > 0 && events.size() < batchSize && bytes < PAYLOAD_LIMIT) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
            left = deadline - System.nanoTime();
        }
        return closed ? List.of() : drain();
    }

    /** Lets both sides go; what is held is not delivered. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private List<StreamEvent> drain() {
        List<StreamEvent> batch = new ArrayList<>();
        long payload = 0;
        StreamEvent next = events.peekFirst();
        // A record larger than a payload goes alone: it would never go otherwise.
        while (next != null
                && batch.size() < batchSize
                && (batch.isEmpty() || payload + next.size() <= PAYLOAD_LIMIT)) {
            batch.add(events.removeFirst());
            payload += next.size();
            next = events.peekFirst();
        }
        bytes -= payload;
        notifyAll();
        return batch;
    }
}
