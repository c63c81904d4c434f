package io.touchstream.sync.write;

import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.sync.plan.ItemChange;
import org.jspecify.annotations.Nullable;

/** Holds one item's change on its way through the rounds. Handed from thread to thread between rounds, never shared. */
public final class ItemWork {
    /** Names how far the work has come. */
    public enum State {
        /** It is to be tried in the next round. */
        PENDING,
        /** Its put collided; it is to be tried again while rounds are left. */
        COLLIDED,
        /** Everything is settled. */
        DONE,
        /** It cannot succeed, and is to be quarantined. */
        REFUSED,
        /** It could not be finished for now, and is to be delivered again. */
        UNFINISHED
    }

    private final ItemChange change;
    private State state = State.PENDING;
    private int collisions;
    private boolean contentIsKnown = true;
    private @Nullable ItemWrites writes;
    private @Nullable QuarantineEntry entry;
    private @Nullable String obstacle;

    public ItemWork(ItemChange change) {
        this.change = change;
    }

    /** Returns the change. */
    public ItemChange change() {
        return change;
    }

    /** Returns how far the work has come. */
    public State state() {
        return state;
    }

    /** Returns what is to be quarantined; null unless the work was refused. */
    public @Nullable QuarantineEntry entry() {
        return entry;
    }

    /** Returns what kept the work from being finished, in one line; null where nothing did. */
    public @Nullable String obstacle() {
        return obstacle;
    }

    /** Tells whether the target is now known to hold what the change asks for, so that a quarantine entry is settled. */
    public boolean settlesQuarantine() {
        return state == State.DONE && contentIsKnown;
    }

    @Nullable
    ItemWrites writes() {
        return writes;
    }

    void planned(ItemWrites planned) {
        writes = planned;
    }

    int collided() {
        state = State.COLLIDED;
        return ++collisions;
    }

    int collisions() {
        return collisions;
    }

    void done(boolean known) {
        state = State.DONE;
        contentIsKnown = known;
    }

    void refused(QuarantineEntry reason) {
        state = State.REFUSED;
        entry = reason;
    }

    /** States that the work could not be finished in this invocation. */
    public void unfinished(String reason) {
        state = State.UNFINISHED;
        obstacle = reason;
    }
}
