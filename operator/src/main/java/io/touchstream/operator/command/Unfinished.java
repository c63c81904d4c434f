package io.touchstream.operator.command;

import io.touchstream.operator.cutover.FencedCutover;
import io.touchstream.operator.cutover.GradualFinish;
import io.touchstream.operator.cutover.SecondCutover;
import io.touchstream.operator.finish.Closing;
import io.touchstream.operator.finish.CompletionAttempt;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.util.Optional;

/**
 * Describes a command that has begun what must come to its end before anything else does, and has died.
 *
 * @param kind what it has begun
 * @param command the command that goes on with it
 * @param next the way forward, for people, as the end of a sentence
 */
record Unfinished(Kind kind, String command, String next) {
    /** Names what was begun. */
    enum Kind {
        /** The source is being deleted. */
        DELETION,
        /** The writers move back to the source. */
        WAY_BACK,
        /** The writers have moved, all at once, and were not let go. */
        CUTOVER,
        /** The writers have moved, one by one, and sync was switched off to see that. */
        GRADUAL_FINISH,
        /** The source is about to be given up, and reverse sync off. */
        COMPLETION,
        /** The migration is over, and sync or a fence may not be. */
        END
    }

    /** Finds it in what the phase remembers. */
    static Optional<Unfinished> in(PhaseState state) {
        if (CompletionAttempt.isDeleting(state) && state.phase() == Phase.WRITING_TARGET) {
            return found(
                    Kind.DELETION,
                    "complete",
                    "go on with complete: the source is being deleted, and nothing but its backup leads back");
        }
        if (SecondCutover.isUnderWay(state)) {
            return found(
                    Kind.WAY_BACK,
                    "rollback",
                    "go on with rollback: until it has come to its end, the application may be able to write nowhere");
        }
        if (FencedCutover.isAwaitingGo(state)) {
            return found(
                    Kind.CUTOVER,
                    "cutover writes",
                    "go on with cutover writes: until it has come to its end, the application can write nowhere");
        }
        if (GradualFinish.isUnderWay(state)) {
            return found(Kind.GRADUAL_FINISH, "cutover writes --finish", finish(state));
        }
        if (CompletionAttempt.isPaused(state)) {
            return found(
                    Kind.COMPLETION,
                    "complete",
                    "go on with complete: until it has come to its end, what the application writes does not flow back");
        }
        if (Closing.isUnderWay(state)) {
            String command = state.phase() == Phase.COMPLETED ? "complete" : "rollback";
            return found(
                    Kind.END,
                    command,
                    "go on with " + command + ": sync may run yet, or a fence stand and deny writes");
        }
        return Optional.empty();
    }

    private static String finish(PhaseState state) {
        return GradualMove.isUnderWay(state)
                ? "go on with cutover writes --finish, or let sync run both ways again with cutover writes --gradual: until"
                        + " then, nothing may be carried either way"
                : "go on with cutover writes --finish: until then, what the application writes may not flow back";
    }

    private static Optional<Unfinished> found(Kind kind, String command, String next) {
        return Optional.of(new Unfinished(kind, command, next));
    }
}
