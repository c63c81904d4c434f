package io.touchstream.operator.phase;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;

/** Says for each phase what is to be done next. */
public final class NextStep {
    private NextStep() {}

    /** Returns the way forward from a state of a migration, which may be in place, for people, as the end of a sentence. */
    public static String of(PhaseState state, MigrationDefinition definition) {
        return definition.inPlace() != null && state.phase() == Phase.VERIFIED
                ? "nothing is left to be done; rollback changes the items back"
                : of(state);
    }

    /** Returns the way forward from a state, for people, as the end of a sentence. */
    public static String of(PhaseState state) {
        return GradualMove.isUnderWay(state)
                ? "once all writers have moved, cutover writes --finish"
                : of(state.phase());
    }

    /** Returns the way forward, for people, as the end of a sentence. */
    public static String of(Phase phase) {
        return switch (phase) {
            case CREATED -> "begin with run, or deploy it and touch";
            case SYNCHRONISING, TOUCHING -> "go on with run, or touch where sync runs already";
            case SYNCHRONISED -> "prove the tables equal with verify";
            case VERIFIED -> "go on with cutover reads";
            case READING_TARGET, FENCED -> "go on with cutover writes, or back with rollback";
            case WRITING_TARGET -> "finish with complete, or go back with rollback";
            case REVERSED -> "give the migration up with rollback --further; begin anew under another name";
            case COMPLETED -> "nothing is left to be done, but scrub";
            case CANCELLED -> "begin anew under another name";
        };
    }
}
