package io.touchstream.model;

import io.touchstream.model.Action.Kind;
import io.touchstream.model.Scenario.CutOver;

/** The application: it writes the source, and after the cut-over, or gradually, the target. */
final class Application implements Actor {
    private static final int FIRST_TARGET_VALUE = 30;

    private final Scenario scenario;

    Application(Scenario scenario) {
        this.scenario = scenario;
    }

    @Override
    public void act(State state, Steps steps) {
        boolean denied = state.stage() == Stage.FENCED || state.stage() == Stage.SWITCHED;
        if (!denied && state.budget().has(Resource.SOURCE_WRITE)) {
            for (int slot = 0; slot < state.source().slots(); slot++) {
                // One writer at a time: an item that is written in the target is not written in the source.
                if (!state.source().hasMovedOn(slot)) {
                    writeSource(state, slot, steps);
                }
            }
        }
        boolean gradual = state.stage() == Stage.SYNCING && scenario.cutOver() == CutOver.GRADUAL;
        if ((gradual || state.stage() == Stage.SWITCHED) && state.budget().has(Resource.TARGET_WRITE)) {
            for (int slot = 0; slot < state.target().slots(); slot++) {
                writeTarget(state, slot, steps);
            }
        }
    }

    private void writeSource(State state, int slot, Steps steps) {
        Cell before = state.source().cell(slot);
        int value = 1 + state.budget().left(Resource.SOURCE_WRITE);
        for (int key = 0; key < state.target().slots(); key++) {
            Cell image = Cell.of(key, value);
            steps.add(Action.of(Kind.SOURCE_PUT, slot, key), toSource(state, slot, image));
            if (before.marker() != Token.NONE) {
                Cell updated = image.marked(before.marker());
                steps.add(Action.of(Kind.SOURCE_UPDATE, slot, key), toSource(state, slot, updated));
            }
        }
        if (scenario.has(Trait.POISON)) {
            steps.add(Action.of(Kind.SOURCE_POISON, slot), toSource(state, slot, Cell.of(0, Cell.POISON)));
        }
        if (before.isVisible()) {
            steps.add(Action.of(Kind.SOURCE_DELETE, slot), toSource(state, slot, Cell.ABSENT));
        }
    }

    private static State toSource(State state, int slot, Cell after) {
        Store source = state.source().write(slot, after).promise(slot, after.marked(Token.NONE));
        return state.spend(Resource.SOURCE_WRITE).with(Side.SOURCE, source).redriven(false);
    }

    private void writeTarget(State state, int slot, Steps steps) {
        Cell before = state.target().cell(slot);
        int value = FIRST_TARGET_VALUE + state.budget().left(Resource.TARGET_WRITE);
        for (int item = 0; item < state.source().slots(); item++) {
            steps.add(Action.of(Kind.TARGET_PUT, slot, item), toTarget(state, slot, Cell.of(item, value)));
        }
        if (before.isVisible()) {
            Provenance kept = scenario.has(Trait.INTERCEPTOR) ? Provenance.NONE : before.provenance();
            Cell updated = Cell.of(before.reference(), value).stamped(kept);
            steps.add(Action.of(Kind.TARGET_UPDATE, slot), toTarget(state, slot, updated));
        }
        if (before.isVisible() && !scenario.has(Trait.NO_TARGET_DELETES)) {
            Cell deleted = scenario.has(Trait.INTERCEPTOR) ? Cell.TOMBSTONE : Cell.ABSENT;
            steps.add(Action.of(Kind.TARGET_DELETE, slot), toTarget(state, slot, deleted));
        }
    }

    /** From now on the application looks for these items in the target alone. */
    private static State toTarget(State state, int slot, Cell after) {
        Cell before = state.target().cell(slot);
        Store source = state.source();
        for (Cell moved : new Cell[] {before, after}) {
            if (moved.isVisible()) {
                source = source.promise(moved.reference(), Store.MOVED_ON);
            }
        }
        Store target = state.target().write(slot, after).promise(slot, after);
        return state.spend(Resource.TARGET_WRITE)
                .with(Side.SOURCE, source)
                .with(Side.TARGET, target)
                .redriven(false);
    }
}
