package io.touchstream.model;

import java.util.Optional;

/** Runs verify with repair and redrive at rest, without any disturbance, to its end. */
final class Mending {
    private final Actor sync;
    private final Repair repair;

    Mending(Scenario scenario) {
        this.sync = new Sync(Side.SOURCE, scenario, Defect.NONE);
        this.repair = new Repair(scenario, Defect.NONE);
    }

    State mend(State state) {
        State next = new State(
                state.stage(),
                state.source(),
                state.target(),
                state.ledger(),
                state.jobs(),
                state.network(),
                Budget.NOTHING,
                state.redriven());
        for (int slot = 0; slot < state.target().slots(); slot++) {
            if (Exactness.isGhost(state, Side.SOURCE, slot)) {
                next = repair.withoutGhost(next, slot);
            }
        }
        for (int slot = 0; slot < state.source().slots(); slot++) {
            if (!Exactness.isRight(state, Side.SOURCE, slot)) {
                next = repair.touched(next, Side.SOURCE, slot);
            }
        }
        return drain(repair.redriven(drain(next)));
    }

    private State drain(State state) {
        State next = state;
        Optional<State> further = firstStep(next);
        while (further.isPresent()) {
            next = further.get();
            further = firstStep(next);
        }
        return next;
    }

    private Optional<State> firstStep(State state) {
        Steps steps = new Steps();
        sync.act(state, steps);
        return steps.list().stream().map(Steps.Step::next).findFirst();
    }
}
