package io.touchstream.operator.command;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;

/** Names what {@code cutover writes} is to do about the writers. */
enum WritersMove {
    /** All of them move at once, behind a fence. */
    AT_ONCE,
    /** They move one by one. */
    ONE_BY_ONE,
    /** All of those have moved that moved one by one. */
    FINISHED;

    /**
     * Makes sure that this is what comes next.
     *
     * @throws UsageException when it is not
     */
    void require(String migration, PhaseState state) {
        switch (this) {
            case AT_ONCE ->
                refuse(
                        GradualMove.isUnderWay(state),
                        "the writers of migration " + migration + " move one by one: once all of them have moved,"
                                + " cutover writes --finish");
            case ONE_BY_ONE -> {
                refuse(
                        state.phase() == Phase.FENCED,
                        "the writers of migration " + migration + " are moving all at once: go on with cutover writes,"
                                + " or back with rollback");
                refuse(
                        state.phase() == Phase.WRITING_TARGET && !GradualMove.isUnderWay(state),
                        "the writers of migration " + migration + " have moved already: " + NextStep.of(state.phase()));
            }
            case FINISHED ->
                refuse(
                        state.phase() != Phase.WRITING_TARGET || !GradualMove.wasBegun(state),
                        "no writers of migration " + migration + " move one by one: begin with cutover writes"
                                + " --gradual");
        }
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new UsageException(why);
        }
    }
}
