package io.touchstream.definition;

/** States how a target table and its global indexes are paid for. */
public sealed interface Capacity {
    /** By request. */
    record OnDemand() implements Capacity {}

    /** By the hour, scaled between bounds. */
    record Provisioned(Scaling read, Scaling write) implements Capacity {}

    /**
     * Bounds the units a second that are provisioned.
     *
     * @param minimum what there is at least, and to begin with
     * @param maximum what there is at most
     * @param targetUtilization which share of it is to be in use, in percent
     */
    record Scaling(int minimum, int maximum, int targetUtilization) {
        /** The share where the file gives none. */
        public static final int DEFAULT_UTILIZATION = 70;
    }
}
