package io.touchstream.local.stream;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which records of a shard have been read and are not settled yet.
 *
 * <p>INVARIANT: the checkpoint never passes a record that is not settled in its lane. What is held is bounded by what the
 * lanes hold, plus what other lanes have settled meanwhile behind the oldest unsettled record.
 */
final class ShardProgress {
    private final int limit;
    private final Deque<StreamEvent> inOrder = new ArrayDeque<>();
    private final Set<BigInteger> settled = new HashSet<>();
    private @Nullable String checkpoint;

    /** Takes in at most as many records beyond the oldest unsettled one as the limit says. */
    ShardProgress(int limit) {
        this.limit = limit;
    }

    /** Takes in a record that has been read; waits while too many lie beyond the oldest unsettled one. */
    synchronized void begin(StreamEvent event) throws InterruptedException {
        while (inOrder.size() >= limit) {
            wait();
        }
        inOrder.addLast(event);
    }

    /** Takes note that records need not be delivered again. */
    synchronized void settle(List<StreamEvent> events) {
        events.forEach(event -> settled.add(event.order()));
        StreamEvent first = inOrder.peekFirst();
        while (first != null && settled.remove(first.order())) {
            checkpoint = first.sequenceNumber();
            inOrder.removeFirst();
            first = inOrder.peekFirst();
        }
        notifyAll();
    }

    /** Returns the sequence number up to which all is settled, if it has moved since this progress began. */
    synchronized Optional<String> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    synchronized boolean isDrained() {
        return inOrder.isEmpty();
    }

    /** Waits until everything that was taken in is settled. */
    synchronized void awaitDrained() throws InterruptedException {
        while (!inOrder.isEmpty()) {
            wait();
        }
    }

    /** Returns when the oldest unsettled record was made, if there is one and the stream tells. */
    synchronized Optional<Instant> oldest() {
        StreamEvent first = inOrder.peekFirst();
        return first == null ? Optional.empty() : Optional.ofNullable(first.created());
    }
}
