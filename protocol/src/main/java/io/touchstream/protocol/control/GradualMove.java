package io.touchstream.protocol.control;

/**
 * Tells from what the phase remembers whether the writers move one by one. The phase is writing-target then from the first one on,
 * and sync from source to target goes on until the last one has moved.
 */
public final class GradualMove {
    /** Since when the writers move one by one. */
    public static final String SINCE = "gradualSince";
    /** Since when all of them have moved, which was proven. */
    public static final String UNTIL = "gradualUntil";

    /** That they began to move without interceptors, the loss being accepted. */
    public static final String RISK = "gradualRisk";

    private GradualMove() {}

    /** Tells whether the writers move one by one, and not all of them have moved. */
    public static boolean isUnderWay(PhaseState state) {
        return state.phase() == Phase.WRITING_TARGET
                && wasBegun(state)
                && !state.details().containsKey(UNTIL);
    }

    /** Tells whether what is written to the source still flows to the target. */
    public static boolean isFlowingForward(PhaseState state) {
        return state.phase().compareTo(Phase.WRITING_TARGET) < 0 || isUnderWay(state);
    }

    /** Tells whether the writers moved, or move, one by one. */
    public static boolean wasBegun(PhaseState state) {
        return state.details().containsKey(SINCE);
    }

    /** Tells whether they move without interceptors, so that nothing tells the application's writes from those of sync. */
    public static boolean isWithoutInterceptors(PhaseState state) {
        return isUnderWay(state) && state.details().containsKey(RISK);
    }

    /** Tells whether all writers have moved that moved one by one. */
    public static boolean isOver(PhaseState state) {
        return wasBegun(state) && state.details().containsKey(UNTIL);
    }
}
