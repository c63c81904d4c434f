package io.touchstream.model;

/** Names the ways in which the protocol can be broken on purpose. Each has a scenario in which the explorer finds it. */
enum Defect {
    /** The protocol as it is. */
    NONE,
    /** Invariant 1: touches begin before anything reads the stream, which is then read from its latest record. */
    TOUCH_BEFORE_CONSUMER,
    /** Invariant 2: the touch has no {@code attribute_exists}. */
    TOUCH_CREATES,
    /** Invariant 3: a run uses an earlier run's token. */
    TOKEN_REUSED,
    /** Invariant 4: the marker is not removed. */
    MARKER_ARRIVES,
    /** Invariant 5: a move does not delete the old key. */
    OLD_KEYS_STAY,
    /** Invariant 5: a fold remembers its first image alone. */
    FOLD_FORGETS_IMAGES,
    /** Invariant 5: a move is a delete and then a put. */
    MOVE_IN_TWO_REQUESTS,
    /** Invariant 5: a superseded change does not delete the keys that it has left. */
    SUPERSEDED_LEAVES_OLD_KEYS,
    /** Invariant 6: a put does not compare versions. */
    PUT_WITHOUT_VERSION,
    /** Invariant 6: a delete does not compare versions. */
    DELETE_WITHOUT_VERSION,
    /** Invariant 6: the put of a superseded change is made all the same. */
    SUPERSEDED_GOES_ON,
    /** Invariant 7: a put overwrites another source's item. */
    COLLISION_OVERWRITES,
    /** Invariant 7: a delete removes another source's item. */
    DELETE_OF_ANOTHERS,
    /** Invariant 8: an item without provenance counts as older. */
    OWNERSHIP_IGNORED,
    /** Invariant 8: a mere touch may overwrite. */
    TOUCH_ALTERS,
    /** Invariant 9: the quarantine does not remember the keys that a failing item has left. */
    QUARANTINE_FORGETS_KEYS,
    /** Invariant 9: what is refused is dropped without an entry. */
    REFUSED_IS_DROPPED,
    /** Invariant 10: the last record of a failed change is answered, not its first. */
    FAILURE_ANSWERED_LATE,
    /** Invariant 10: the checkpoint moves when the batch is delivered, not when it is settled. */
    CHECKPOINT_BEFORE_SETTLED,
    /** Invariant 11: the touch's cursor moves before the page is settled. */
    CURSOR_BEFORE_SETTLED,
    /** Invariant 11: a resumed copy job does not check what it was about to put. */
    COPY_FORGETS_PENDING,
    /** The copy lane does not read the source again. */
    COPY_WITHOUT_RECHECK,
    /** The copy lane takes back whatever came from that source item, not its own copy alone. */
    TAKE_BACK_WITHOUT_VERSION,
    /** Invariant 12: repair deletes a ghost without comparing the version that it saw. */
    REPAIR_WITHOUT_VERSION,
    /** Cut-over: the switch does not wait for the drain, and sync stays on. */
    SWITCH_BEFORE_DRAINED,
    /** Reverse sync: whatever carries provenance is taken for sync's, also the application's update of it. */
    ECHO_BY_PRESENCE,
    /** Reverse sync: what sync wrote is not recognised. */
    ECHO_NOT_RECOGNISED,
    /** Ledger: a delete removes the row as well. */
    LEDGER_FORGETS_DELETES
}
