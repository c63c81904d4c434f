package io.touchstream.operator.cutover;

import io.touchstream.protocol.control.Phase;

/** Goes back to reading the source. The target stays in step, so the readers may move at any time, in any order. */
public final class ReadsRollback {
    private final Cutover cutover;

    ReadsRollback(Cutover cutover) {
        this.cutover = cutover;
    }

    /** Goes back. */
    public void run() {
        cutover.operation().advance(Phase.VERIFIED);
        cutover.steps().reached(Step.SWITCHED);
    }
}
