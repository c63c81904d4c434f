package io.touchstream.operator.cutover;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Directions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bundles what a cut-over, or a way back, works with.
 *
 * @param operation holds the lock, knows the phase, and asks for the end
 * @param sync switches the directions
 * @param prover compares the tables, while nothing changes them
 * @param sources keeps everybody else from writing the source tables
 * @param targets keeps everybody else from writing the target tables
 * @param waiting heeds the operation's wish to end
 */
record Cutover(
        Workspace workspace,
        Operation operation,
        SyncControl sync,
        Prover prover,
        Barrier sources,
        Barrier targets,
        CutoverSettings settings,
        Steps steps,
        Waiting waiting) {
    /** What the phase remembers the source's fence under. */
    static final String FENCE = "fence";
    /** What the phase remembers the target's fence under. */
    static final String TARGET_FENCE = "targetFence";
    /** When writers were first denied. */
    static final String PAUSE_BEGAN = "pauseBegan";
    /** When they could write again. */
    static final String PAUSE_ENDED = "pauseEnded";

    /** When writers of the target were first denied, on the way back. */
    static final String BACK_BEGAN = "backBegan";
    /** When they could write the source again. */
    static final String BACK_ENDED = "backEnded";

    /**
     * Has sync run in these directions only.
     *
     * @return false where the end was asked for first
     * @throws io.touchstream.operator.UnusableException when the lock was lost: whoever holds it goes on
     */
    boolean runSync(Directions directions, Stop stop) throws InterruptedException {
        operation.requireLock();
        return sync.run(directions, stop);
    }

    /** Returns what lies between two remembered times; null where one is not remembered. */
    @Nullable
    Duration pause(String began, String ended) {
        String from = remembered(began);
        String to = remembered(ended);
        return from.isEmpty() || to.isEmpty() ? null : Duration.between(Instant.parse(from), Instant.parse(to));
    }

    /** Returns what the phase remembers under a name; empty where it remembers nothing. */
    String remembered(String name) {
        return workspace.phases().state().details().getOrDefault(name, "");
    }

    /**
     * Returns what the phase is to remember of a barrier that an earlier process may have left. A fence stands until it is taken
     * down; the operator's word ends with the process that it was given to. So it is asked for again, or else a fence takes its place.
     *
     * @param name what it is remembered under
     * @throws UsageException when there is neither a fence to be had nor the operator's word
     */
    String renewed(String name, Barrier barrier) {
        String before = remembered(name);
        if (Barrier.isFence(before)) {
            return before;
        }
        String record = barrier.record();
        if (!record.equals(before)) {
            // INVARIANT: what the fence takes the place of is written down before it is raised.
            operation.remember(name, record);
        }
        return record;
    }

    /** Has the phase remember something, unless it does already. */
    void rememberFirst(String name, String value) {
        if (remembered(name).isEmpty()) {
            operation.requireLock();
            workspace.phases().remember(operation.phase(), name, value);
        }
    }

    /** Has the phase forget something. */
    void forget(String name) {
        operation.requireLock();
        workspace.phases().forget(operation.phase(), name);
    }
}
