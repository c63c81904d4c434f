package io.touchstream.operator.cutover;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.protocol.control.SyncHeartbeats;
import java.util.List;
import java.util.stream.Collectors;

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
     * @param record what the phase remembers of the barrier, or nothing
     * @param heartbeats what sync reports that reads the side's streams
     * @return why it could not be; empty once it is enclosed
     */
    List<Blocker> close(Barrier barrier, String record, SyncHeartbeats heartbeats) throws InterruptedException {
        End raised = barrier.raise(record, cutover.settings().patience());
        if (raised != End.DONE) {
            return late(raised, "the fence is not to be seen everywhere");
        }
        if (Barrier.isFence(record)) {
            cutover.steps().reached(Step.FENCE_UP);
        }
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

    /** What is done behind the fence. */
    interface Work<R> {
        Proof<R> carryOut() throws InterruptedException;
    }

    /** Does it. A failure becomes a reason to take all back: nobody can write meanwhile. */
    <R> Proof<R> attempt(Work<R> work) throws InterruptedException {
        try {
            return work.carryOut();
        } catch (RuntimeException failure) {
            return Proof.lacking(List.of(new Blocker(line(failure), "find out why, then " + command + " again")));
        }
    }

    /**
     * Carries out what follows the proof, which is not taken back.
     *
     * @throws UnusableException when that fails; it says that writes may still be denied
     */
    void insist(WayOut step) throws InterruptedException {
        try {
            step.run();
        } catch (RuntimeException failure) {
            UnusableException stuck = new UnusableException(line(failure) + "; the fence on the " + side
                    + " may stand and deny writes: " + command + " again goes on");
            stuck.addSuppressed(failure);
            throw stuck;
        }
    }

    /** What leads back from the fence, or on. */
    interface WayOut {
        void run() throws InterruptedException;
    }

    /**
     * Goes back.
     *
     * @param undo the command that does so, too
     * @param why the reasons
     * @throws UnusableException when that fails; it says whether writes may still be denied
     */
    void takeBack(WayOut way, String undo, List<Blocker> why) throws InterruptedException {
        try {
            way.run();
        } catch (RuntimeException failure) {
            String state = cutover.steps().reached().containsKey(Step.FENCE_DOWN)
                    ? "the fence on the " + side + " is down, but not everything is as before: "
                    : "the fence on the " + side + " may stand and deny writes: ";
            throw stuck(why, failure, state + undo + " takes all of it back");
        }
    }

    /** Says that taking back has failed, and what that leaves. */
    static UnusableException stuck(List<Blocker> why, RuntimeException failure, String state) {
        UnusableException stuck =
                new UnusableException(why.stream().map(Blocker::what).collect(Collectors.joining("; "))
                        + "; taking it back failed: " + line(failure) + "; " + state);
        stuck.addSuppressed(failure);
        return stuck;
    }

    private static String line(RuntimeException failure) {
        return String.valueOf(failure.getMessage());
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
