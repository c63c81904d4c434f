package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;

/** Goes back from a fence that stands to writing the source: the fence falls, sync runs again, the phase says so. */
public final class FenceRollback {
    private final Cutover cutover;

    FenceRollback(Cutover cutover) {
        this.cutover = cutover;
    }

    /** Goes back, also where an earlier process began to. It is not to be stopped half-way: nobody can write meanwhile. */
    public void run() throws InterruptedException {
        cutover.operation().requireLock();
        // Writers first. What they write waits in the stream until sync, which goes on from its checkpoint, runs again.
        cutover.sources().lower(cutover.remembered(Cutover.FENCE));
        cutover.steps().reached(Step.FENCE_DOWN);
        cutover.runSync(Directions.FORWARD, new Stop());
        cutover.steps().reached(Step.SYNC_ON);
        cutover.forget(Cutover.PAUSE_BEGAN);
        cutover.operation().advance(Phase.READING_TARGET);
        cutover.steps().reached(Step.SWITCHED);
    }
}
