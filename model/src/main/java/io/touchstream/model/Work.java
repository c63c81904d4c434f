package io.touchstream.model;

/**
 * One item's change on its way through an invocation: a batch's records of it folded, and what is left to write.
 *
 * @param slot the item
 * @param version the last record's version
 * @param first the first record's place in the batch
 * @param last the last record's place in the batch
 * @param after the last image; absent where the item is gone
 * @param deletes the slots that are still to be deleted, one bit each
 * @param puts whether the last image is still to be put
 * @param together whether a move is still to be one transaction
 * @param known whether what the other table holds is known to be right once this is done
 */
record Work(
        int slot,
        int version,
        int first,
        int last,
        Cell after,
        Guard guard,
        int deletes,
        boolean puts,
        boolean together,
        boolean known,
        State state) {
    /** Names how far the work has come. */
    enum State {
        PENDING,
        DONE,
        /** It collided for good, or cannot be transformed. */
        REFUSED,
        /** It failed for now and is to be delivered again. */
        UNFINISHED
    }

    boolean isPending() {
        return state == State.PENDING;
    }

    Work left(int deletesLeft, boolean putsLeft, boolean stillKnown) {
        State now = deletesLeft == 0 && !putsLeft ? State.DONE : State.PENDING;
        return new Work(
                slot, version, first, last, after, guard, deletesLeft, putsLeft, together, known && stillKnown, now);
    }

    Work separately() {
        return new Work(slot, version, first, last, after, guard, deletes, puts, false, known, state);
    }

    Work in(State now) {
        return new Work(slot, version, first, last, after, guard, deletes, puts, together, known, now);
    }
}
