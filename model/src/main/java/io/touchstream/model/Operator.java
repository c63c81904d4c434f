package io.touchstream.model;

import io.touchstream.model.Action.Kind;
import io.touchstream.model.Scenario.CutOver;
import io.touchstream.model.Scenario.Filling;

/** The operator's steps: stream and consumer on, fence, switch. */
final class Operator implements Actor {
    private final Scenario scenario;
    private final Defect defect;

    Operator(Scenario scenario, Defect defect) {
        this.scenario = scenario;
        this.defect = defect;
    }

    @Override
    public void act(State state, Steps steps) {
        switch (state.stage()) {
            case BEFORE -> {
                State streaming = state.with(Side.SOURCE, state.source().streaming(true));
                steps.add(Action.of(Kind.STREAM_ON), streaming.in(Stage.STREAMING));
            }
            case STREAMING ->
                steps.add(Action.of(Kind.CONSUMER_ON), consumed(state).in(Stage.SYNCING));
            case SYNCING -> {
                if (scenario.cutOver() == CutOver.FENCED) {
                    steps.add(Action.of(Kind.FENCE), state.in(Stage.FENCED));
                }
            }
            case FENCED -> {
                if (maySwitch(state)) {
                    steps.add(Action.of(Kind.SWITCH), switched(state));
                }
            }
            case SWITCHED -> {}
        }
    }

    private State consumed(State state) {
        if (defect != Defect.TOUCH_BEFORE_CONSUMER) {
            return state;
        }
        Store source = state.source();
        for (int lane = 0; lane < source.lanes().size(); lane++) {
            Lane skipped = source.lanes().get(lane);
            source = source.with(lane, skipped.settle(skipped.pending().size(), false));
        }
        return state.with(Side.SOURCE, source);
    }

    private boolean maySwitch(State state) {
        if (defect == Defect.SWITCH_BEFORE_DRAINED) {
            return scenario.filling() == Filling.NONE || state.jobs().areOver();
        }
        return Rest.isReached(state) && !state.source().hasEntries();
    }

    private State switched(State state) {
        // Nobody reads the source's stream any more, unless the defect leaves sync on.
        boolean read = defect == Defect.SWITCH_BEFORE_DRAINED;
        Store source = state.source().withoutPromises().streaming(read);
        Store target = state.target().streaming(scenario.has(Trait.REVERSE));
        return state.with(Side.SOURCE, source).with(Side.TARGET, target).in(Stage.SWITCHED);
    }
}
