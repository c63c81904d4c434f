package io.touchstream.operator.cutover;

import java.util.Locale;

/** Names what a cut-over, or a way back, has reached. */
public enum Step {
    /** Everything that must hold before does. */
    CHECKED("everything that must hold before does"),
    /** Sync heeds the application's tombstones, from its next batch on. */
    HEEDED("sync is to heed the application's tombstones"),
    /** Nothing of sync goes on that began before it heeded tombstones. */
    OUTLASTED("every invocation heeds them"),
    /** The phase says that a fence is to stand, and what is to come back when it falls. */
    ANNOUNCED("what the fence takes the place of is written down"),
    /** Nobody but sync may write any more. */
    FENCE_UP("the fence is up: nobody but sync may write"),
    /** Nobody but sync has written for a whole window. */
    SILENT("nothing was written for a whole window"),
    /** Every change made before has been applied. */
    DRAINED("every change has been applied"),
    /** Neither direction synchronises, and nothing that did is under way. */
    SYNC_OFF("sync is off, and its last invocation is over"),
    /** The tables were proven equal while nothing could change them. */
    PROVEN("the tables are equal"),
    /** The phase says on which side the application writes. */
    SWITCHED("the phase is changed"),
    /** Changes flow back to the side that the application has left. */
    FLOWING_BACK("sync runs back to the side that is left"),
    /** The application may write on the other side. */
    GO("the application may write"),
    /** Everybody may write again who could before. */
    FENCE_DOWN("the fence is down"),
    /** Sync runs as it did before. */
    SYNC_ON("sync runs again as before");

    private final String meaning;

    Step(String meaning) {
        this.meaning = meaning;
    }

    /** Returns what programs read: in lower case, with hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what people read: a clause. */
    public String meaning() {
        return meaning;
    }
}
