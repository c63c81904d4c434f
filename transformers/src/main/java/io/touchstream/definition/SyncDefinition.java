package io.touchstream.definition;

/** States how changes are applied to the target. */
public record SyncDefinition(TimeToLivePolicy timeToLive) {
    /** Tells what becomes of items that expire. */
    public enum TimeToLivePolicy {
        /** A delete by time to live is applied like any other delete. */
        PROPAGATE,
        /** As propagate; an item that has expired already is not written, even before its delete arrives. */
        SKIP_EXPIRED,
        /** Deletes by the time-to-live service are left to the target's own time to live. */
        IGNORE_SERVICE_DELETES
    }
}
