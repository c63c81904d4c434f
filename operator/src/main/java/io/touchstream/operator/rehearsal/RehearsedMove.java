package io.touchstream.operator.rehearsal;

import io.touchstream.operator.cutover.Blocker;
import java.util.List;

/**
 * Tells what a rehearsal's cut-over came to.
 *
 * @param done whether the application was let write the target
 * @param writePauseMillis for how long the application could not write; 0 where it was not let
 * @param flowedBack how many changes the application made in the target, which the source must hold as well; 0 where there
 *     is no way back for all of them
 * @param blockers why it was not let, or what it wrote has not flowed back; empty where all is well
 */
public record RehearsedMove(boolean done, long writePauseMillis, long flowedBack, List<Blocker> blockers) {
    public RehearsedMove {
        blockers = List.copyOf(blockers);
    }
}
