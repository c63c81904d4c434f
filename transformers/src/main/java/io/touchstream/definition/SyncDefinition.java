package io.touchstream.definition;

/** States how changes are applied to the target. */
public record SyncDefinition(TimeToLivePolicy timeToLive, GuardKind guard) {
    /** What a definition says that does not speak of it. */
    public static final SyncDefinition DEFAULT = new SyncDefinition(TimeToLivePolicy.PROPAGATE, GuardKind.PROVENANCE);

    /** Tells what becomes of items that expire. */
    public enum TimeToLivePolicy {
        /** A delete by time to live is applied like any other delete. */
        PROPAGATE,
        /** As propagate; an item that has expired already is not written, even before its delete arrives. */
        SKIP_EXPIRED,
        /** Deletes by the time-to-live service are left to the target's own time to live. */
        IGNORE_SERVICE_DELETES
    }

    /** Tells what a write to the target is compared with. */
    public enum GuardKind {
        /** The provenance of the target item; after a delete there is none. */
        PROVENANCE,
        /** That, and a row for each source item in the control table, which outlives deletes. Costs twice the units or more. */
        LEDGER
    }
}
