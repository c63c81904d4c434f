package io.touchstream.operator.finish;

import io.touchstream.operator.phase.Operation;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.util.Map;

/** Remembers in the row of a phase that is an end what has to follow it: that sync ends, and that fences fall. */
public final class Closing {
    private static final String UNDER_WAY = "closing";

    private Closing() {}

    /** Tells whether a migration is at its end, and what has to follow that is not known to be done. */
    public static boolean isUnderWay(PhaseState state) {
        return state.phase().isEnd() && state.details().containsKey(UNDER_WAY);
    }

    /** Goes to a phase that is an end. */
    static void begin(Operation operation, Phase end) {
        operation.advance(end, Map.of(UNDER_WAY, "true"));
    }

    /** Remembers that what has to follow is done. */
    static void end(Operation operation) {
        operation.forget(UNDER_WAY);
    }
}
