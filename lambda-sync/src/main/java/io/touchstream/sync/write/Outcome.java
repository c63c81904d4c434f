package io.touchstream.sync.write;

/** Names what can become of a record, a write or an item, as counts and metrics do. */
public enum Outcome {
    /** A target item was put. */
    WRITTEN("written"),
    /** A target item that the source item had left was deleted, or was gone already. */
    DELETED("deleted"),
    /** A touched item was in the target already. */
    PRESENT("present"),
    /** The same version or a later one was there already. */
    STALE("stale"),
    /** The target item is the application's own and was left alone. */
    APPLICATION_OWNED("applicationOwned"),
    /** The target key to be deleted belongs to another source item by now and was left alone. */
    HANDED_OVER("handedOver"),
    /** The target key to be put was another source item's; counted once for each round. */
    COLLISION("collision"),
    /** A move was done as delete and put, since its transaction kept colliding. */
    SPLIT_MOVE("splitMove"),
    /** The source item was quarantined. */
    QUARANTINED("quarantined"),
    /** An entry was taken out of the quarantine, since a later change succeeded. */
    SETTLED("settled"),
    /** The record was left alone, as the time-to-live policy says. */
    IGNORED("ignored"),
    /** The other direction made the change. */
    ECHO("echo"),
    /** The record was not finished, and is reported for redelivery. */
    UNFINISHED("unfinished");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** Returns the outcome's name in counts and metrics. */
    public String label() {
        return label;
    }
}
