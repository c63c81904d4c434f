package io.touchstream.model;

import io.touchstream.model.Scenario.CutOver;
import java.util.Optional;

/** What is to hold in every state, and what once nothing is left to do. */
final class Properties implements Property {
    private final Scenario scenario;
    private final Mending mending;
    private final Standard standard;

    Properties(Scenario scenario, Standard standard) {
        this.scenario = scenario;
        this.standard = standard;
        this.mending = new Mending(scenario);
    }

    @Override
    public Optional<String> fault(State state) {
        if (!state.target().keepsPromises()) {
            return Optional.of("an application's write to the target was undone");
        }
        if (!state.source().keepsPromises()) {
            return Optional.of("an application's write to the source was undone");
        }
        if (scenario.has(Trait.ATOMIC_READS) && isFoundTwice(state)) {
            return Optional.of("a reader finds the moved item under both keys");
        }
        return Rest.isReached(state) ? faultAtRest(state) : Optional.empty();
    }

    private Optional<String> faultAtRest(State state) {
        if (state.stage() == Stage.SWITCHED) {
            return scenario.has(Trait.REVERSE) ? Exactness.fault(state, Side.TARGET) : Optional.empty();
        }
        if (scenario.cutOver() == CutOver.GRADUAL && scenario.has(Trait.REVERSE)) {
            // Both tables are written and followed: what stands is told by the application's own record above.
            return Optional.empty();
        }
        return switch (standard) {
            case EXACT -> Exactness.fault(state, Side.SOURCE);
            case GHOSTS_APART -> Exactness.missing(state, Side.SOURCE);
            case MENDED ->
                Exactness.fault(state, Side.SOURCE)
                        .flatMap(fault -> Exactness.fault(mending.mend(state), Side.SOURCE))
                        .map(left -> "after repair, " + left);
        };
    }

    private static boolean isFoundTwice(State state) {
        int seen = 0;
        for (Cell cell : state.target().cells()) {
            int source = cell.provenance().source();
            if (cell.isVisible() && source >= 0) {
                if ((seen & 1 << source) != 0) {
                    return true;
                }
                seen |= 1 << source;
            }
        }
        return false;
    }
}
