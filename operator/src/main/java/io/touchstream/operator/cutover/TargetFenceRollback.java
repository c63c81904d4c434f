package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.Directions;

/** Goes back from a target that is fenced to writing it: its fence falls, and what is written flows back again. */
final class TargetFenceRollback {
    private final Cutover cutover;

    TargetFenceRollback(Cutover cutover) {
        this.cutover = cutover;
    }

    /** Goes back, also where an earlier process began to. It is not to be stopped half-way: nobody can write meanwhile. */
    void run() throws InterruptedException {
        cutover.operation().requireLock();
        cutover.targets().lower(cutover.remembered(Cutover.TARGET_FENCE));
        cutover.steps().reached(Step.FENCE_DOWN);
        cutover.runSync(Directions.REVERSE, new Stop());
        cutover.steps().reached(Step.SYNC_ON);
        // INVARIANT: what the fence took the place of is forgotten only once it is down.
        // INVARIANT: a way back that has begun remembers its fence, so its beginning is forgotten first.
        cutover.forget(Cutover.BACK_BEGAN);
        cutover.forget(Cutover.TARGET_FENCE);
    }
}
