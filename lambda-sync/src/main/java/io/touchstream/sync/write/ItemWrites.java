package io.touchstream.sync.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult;
import io.touchstream.sync.plan.WritePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies one item's plan, and remembers what is left of it between rounds.
 *
 * <p>A move, which both deletes and puts, is one transaction, so that a reader finds the item under one key or the
 * other. Where that keeps colliding, because two items trade their keys, it is done as deletes and then puts. Where the
 * guard writes down changes, several puts go together as well. Used by one thread at a time.
 */
final class ItemWrites {
    private final GuardedWriter writer;
    private final Supplier<Duration> timeLeft;
    private final Counts counts;
    private final List<GuardedWrite> deletes;
    private final List<GuardedWrite> puts;
    private @Nullable WriteResult collision;
    private @Nullable GuardedWrite colliding;
    private boolean alteredNothing;
    private @Nullable Provenance unrecorded;

    ItemWrites(GuardedWriter writer, Supplier<Duration> timeLeft, Counts counts, WritePlan plan) {
        this.writer = writer;
        this.timeLeft = timeLeft;
        this.counts = counts;
        this.deletes = new ArrayList<>(plan.deletes());
        this.puts = new ArrayList<>(plan.puts());
        this.unrecorded =
                plan.deletes().isEmpty() ? null : plan.deletes().get(0).provenance();
    }

    /**
     * Tries what is left of the plan.
     *
     * @param together whether a move is still to be one transaction
     * @return whether nothing is left; otherwise a put has collided
     */
    boolean attempt(boolean together) {
        collision = null;
        colliding = null;
        while (together && belongTogether() && collision == null) {
            List<GuardedWrite> all = new ArrayList<>(deletes);
            all.addAll(puts);
            attemptTogether(all);
        }
        if (collision == null || !together) {
            attemptDeletes();
            attemptSeparately(puts);
        }
        boolean nothingLeft = deletes.isEmpty() && puts.isEmpty();
        if (nothingLeft && unrecorded != null) {
            writer.record(unrecorded, timeLeft.get());
        }
        return nothingLeft;
    }

    /** Tells whether the plan both deletes and puts, within what one transaction takes. */
    boolean isMove() {
        return !deletes.isEmpty() && !puts.isEmpty() && fitTogether();
    }

    /** Returns the refusal of the put that collided last; null where none did. */
    @Nullable
    WriteResult collision() {
        return collision;
    }

    /** Returns the put that collided last; null where none did. */
    @Nullable
    GuardedWrite colliding() {
        return colliding;
    }

    /** Tells whether an item was found present and was not altered, so that its content is not known to be right. */
    boolean alteredNothing() {
        return alteredNothing;
    }

    /** Returns the deletes that are not done yet. */
    List<GuardedWrite> deletesLeft() {
        return List.copyOf(deletes);
    }

    private boolean belongTogether() {
        return isMove() || (writer.records() && puts.size() > 1 && fitTogether());
    }

    private boolean fitTogether() {
        return deletes.size() + puts.size() <= writer.maximumTogether()
                && putBytes() < GuardedWriter.MAXIMUM_TRANSACTION_BYTES * 9L / 10;
    }

    private void attemptTogether(List<GuardedWrite> writes) {
        List<WriteResult> results = writer.writeTogether(writes, timeLeft.get());
        for (int index = 0; index < writes.size(); index++) {
            settle(writes.get(index), results.get(index));
        }
    }

    /**
     * Makes the deletes: all of them with the ledger's row, where there is one. What had been made of a change that is
     * written down would not be made up for by an earlier record, which is superseded from then on.
     */
    private void attemptDeletes() {
        if (!writer.records()) {
            attemptSeparately(deletes);
            return;
        }
        while (deletes.size() > writer.maximumTogether()) {
            GuardedWrite.Delete some = (GuardedWrite.Delete) deletes.get(0);
            @Nullable Provenance stillUnrecorded = unrecorded;
            settle(some, writer.writeUnrecorded(some, timeLeft.get()));
            unrecorded = stillUnrecorded;
        }
        while (!deletes.isEmpty()) {
            attemptTogether(List.copyOf(deletes));
        }
    }

    private void attemptSeparately(List<GuardedWrite> writes) {
        for (GuardedWrite write : List.copyOf(writes)) {
            if (writes.stream().anyMatch(other -> other == write)) {
                settle(write, writer.write(write, timeLeft.get()));
            }
        }
    }

    private void settle(GuardedWrite write, WriteResult result) {
        switch (result.outcome()) {
            case WRITTEN -> made(write, Outcome.WRITTEN);
            case DELETED -> made(write, Outcome.DELETED);
            case PRESENT -> {
                alteredNothing = true;
                done(write, Outcome.PRESENT);
            }
            case STALE -> stale(write, result);
            case APPLICATION_OWNED -> done(write, Outcome.APPLICATION_OWNED);
            case OTHER_SOURCE -> otherSource(write, result);
            case CANCELLED -> {}
        }
    }

    private void stale(GuardedWrite write, WriteResult result) {
        done(write, Outcome.STALE);
        if (result.supersedes(write.provenance().version())) {
            // A later change of the same source item was applied: a put of this one could only bring back what that
            // change removed. A delete takes away what no later change has written, and is still made: an earlier
            // record that was delivered again may have brought its key back since.
            puts.clear();
            unrecorded = null;
        }
    }

    private void otherSource(GuardedWrite write, WriteResult result) {
        if (write instanceof GuardedWrite.Delete) {
            done(write, Outcome.HANDED_OVER);
            return;
        }
        // INVARIANT 7: the put stays undone, and is tried again while a hand-over may be in flight.
        counts.add(Outcome.COLLISION);
        collision = result;
        colliding = write;
    }

    private void made(GuardedWrite write, Outcome outcome) {
        unrecorded = null;
        done(write, outcome);
    }

    private void done(GuardedWrite write, Outcome outcome) {
        counts.add(outcome);
        deletes.removeIf(other -> other == write);
        puts.removeIf(other -> other == write);
    }

    private long putBytes() {
        return puts.stream()
                .mapToLong(write -> write instanceof GuardedWrite.Put put
                        ? put.image().item().sizeInBytes()
                        : 0L)
                .sum();
    }
}
