package io.touchstream.operator.cutover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what making one side static and comparing the tables came to.
 *
 * @param blockers why nothing is proven; empty where it is
 * @param verified what the comparison found; null where it did not come to that
 */
record Proof<R>(List<Blocker> blockers, @Nullable R verified) {
    Proof {
        blockers = List.copyOf(blockers);
    }

    /** It did not come to a comparison. */
    static <R> Proof<R> lacking(List<Blocker> blockers) {
        return new Proof<>(blockers, null);
    }

    boolean holds() {
        return blockers.isEmpty();
    }
}
