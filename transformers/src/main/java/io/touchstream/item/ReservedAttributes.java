package io.touchstream.item;

/** Knows the attribute names that are not the application's. */
public final class ReservedAttributes {
    /** The attribute of target items in which sync states where they come from. */
    public static final String PROVENANCE = "_touchstream";

    /** The attribute by which a change is sent through a target's stream, for reverse sync to report; taken off again. */
    public static final String CANARY = "_touchstream_canary";

    /** What the names begin with that global tables of the 2017 version write. */
    private static final String REPLICATION_PREFIX = "aws:rep:";

    private ReservedAttributes() {}

    /** Tells whether a name belongs to the migration itself or to DynamoDB's replication. */
    public static boolean isReserved(String name) {
        return name.equals(PROVENANCE) || name.equals(CANARY) || name.startsWith(REPLICATION_PREFIX);
    }
}
