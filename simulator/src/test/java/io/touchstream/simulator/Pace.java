package io.touchstream.simulator;

/**
 * Says how the actors of a run take turns.
 *
 * @param lanes how many lanes each shard is delivered in
 * @param interleaves whether one invocation's writes overlap
 * @param steadiness of so many draws, all but one let the present actor go on
 * @param waits whether sync waits for its batches to fill
 */
record Pace(int lanes, boolean interleaves, int steadiness, boolean waits) {
    /** Everybody takes turns at once. */
    static final Pace QUICK = new Pace(1, false, 2, false);

    static Pace draw(Choices choices) {
        return new Pace(1 + choices.next(2), choices.oneIn(3), 2 + choices.next(6), true);
    }
}
