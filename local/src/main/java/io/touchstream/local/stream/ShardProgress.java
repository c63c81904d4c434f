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
 * <p>INVARIANT: the checkpoint never passes a record that is not settled in its lane. Only sequence numbers and times are
 * kept of a record, and of no more records than the limit.
 */
final class ShardProgress {
    private static final int MOST_MARKS = 10_000;

    private final int limit;
    private final Deque<Unsettled> inOrder = new ArrayDeque<>();
    private final Set<BigInteger> settled = new HashSet<>();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private @Nullable String checkpoint;
    private Instant settledUpTo;
    private boolean markPassed;

    /** Takes in at most as many records beyond the oldest unsettled one as the limit says. */
    ShardProgress(int limit, Instant now) {
        this.limit = limit;
        this.settledUpTo = now;
    }

    /** Takes in a record that has been read; waits while too many lie beyond the oldest unsettled one. */
    synchronized void begin(StreamEvent event) throws InterruptedException {
        while (inOrder.size() >= limit) {
            wait();
        }
        inOrder.addLast(new Unsettled(event.order(), event.sequenceNumber(), event.created()));
    }

    /** Takes note that records need not be delivered again. */
    synchronized void settle(List<StreamEvent> events) {
        events.forEach(event -> settled.add(event.order()));
        Unsettled first = inOrder.peekFirst();
        while (first != null && settled.remove(first.order())) {
            checkpoint = first.sequenceNumber();
            inOrder.removeFirst();
            first = inOrder.peekFirst();
        }
        passMarks();
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

    /** Takes note that every change made before that time has been read. */
    synchronized void allRead(Instant before) {
        Unsettled last = inOrder.peekLast();
        if (last == null) {
            settledUpTo = before;
            markPassed = true;
            return;
        }
        if (marks.size() < MOST_MARKS) {
            marks.addLast(new Mark(last.order(), before));
        }
    }

    /** Returns the time before which every change is settled, once the newest record was reached. */
    synchronized Optional<Instant> settledForCertain() {
        return markPassed ? Optional.of(settledUpTo) : Optional.empty();
    }

    /** Returns the time before which every change is settled; at first, when the oldest change was made that is not. */
    synchronized Instant settledUpTo() {
        Unsettled first = inOrder.peekFirst();
        if (markPassed || first == null || first.created() == null) {
            return settledUpTo;
        }
        return first.created().isBefore(settledUpTo) ? first.created() : settledUpTo;
    }

    private void passMarks() {
        Unsettled first = inOrder.peekFirst();
        Mark mark = marks.peekFirst();
        while (mark != null && (first == null || first.order().compareTo(mark.order()) > 0)) {
            settledUpTo = mark.before();
            markPassed = true;
            marks.removeFirst();
            mark = marks.peekFirst();
        }
    }

    /** A record that was read and is not settled, or lies behind one that is not. */
    private record Unsettled(
            BigInteger order,
            String sequenceNumber,
            @Nullable Instant created) {}

    /** Says that all changes before a time are settled once the record of that order is. */
    private record Mark(BigInteger order, Instant before) {}
}
