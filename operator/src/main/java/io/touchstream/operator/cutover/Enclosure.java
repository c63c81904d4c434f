package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.protocol.control.SyncHeartbeats;
import java.util.List;

/**
 * Makes one side static: raises its fence, and waits until nothing was written behind it for a whole window.
 *
 * @param side what the side is called
 * @param command what is to be run again
 */
record Enclosure(Cutover cutover, String side, String command) {
    /**
     * Encloses the side, also where an earlier process has begun to.
     *
     * @param record what the phase remembers of the fence
     * @param heartbeats what sync reports that reads the side's streams
     * @return why it could not be; empty once it is enclosed
     */
    List<Blocker> close(Barrier barrier, String record, SyncHeartbeats heartbeats) throws InterruptedException {
        End raised = barrier.raise(record, cutover.settings().patience());
        if (raised != End.DONE) {
            return late(raised, "the fence is not to be seen everywhere");
        }
        cutover.steps().reached(Step.FENCE_UP);
        return awaitSilence(heartbeats);
    }

    /** Waits until nothing was written for a whole window, fence or none; returns why that did not come about. */
    List<Blocker> awaitSilence(SyncHeartbeats heartbeats) throws InterruptedException {
        End silent = new Silence(heartbeats, cutover.waiting())
                .await(cutover.settings().window(), cutover.settings().patience());
        if (silent != End.DONE) {
            return late(silent, "somebody still writes the " + side);
        }
        cutover.steps().reached(Step.SILENT);
        return List.of();
    }

    /** Says that the operator has asked for the end. */
    List<Blocker> asked() {
        return List.of(new Blocker("the end was asked for", command + " begins again"));
    }

    private List<Blocker> late(End end, String what) {
        return end == End.STOPPED
                ? asked()
                : List.of(new Blocker(what, "find out why, then " + command + " again, with more --patience perhaps"));
    }
}
