package io.touchstream.model;

import io.touchstream.model.Action.Kind;

/** Verify's repair and the redrive: {@code touch.verify.VerifyRepair} and {@code operator.procedure.Redrive}. */
final class Repair implements Actor {
    private final Writer writer;

    Repair(Scenario scenario, Defect defect) {
        this.writer = new Writer(scenario, defect);
    }

    @Override
    public void act(State state, Steps steps) {
        boolean entries = state.source().hasEntries() || state.target().hasEntries();
        if (entries && !state.redriven() && Rest.isReached(state)) {
            steps.add(Action.of(Kind.REDRIVE), redriven(state));
        }
        if (state.stage() != Stage.SYNCING) {
            return;
        }
        if (state.budget().has(Resource.REPAIR)) {
            for (int slot = 0; slot < state.source().slots(); slot++) {
                if (state.source().cell(slot).isVisible()) {
                    State touched = touched(state.spend(Resource.REPAIR), Side.SOURCE, slot);
                    steps.add(Action.of(Kind.REPAIR_TOUCH, slot), touched);
                }
            }
        }
        settleDoubt(state, steps);
    }

    /** Touches every quarantined item, and settles what the gone ones have left. */
    State redriven(State state) {
        State next = state;
        for (Side side : Side.values()) {
            for (int slot = 0; slot < state.store(side).slots(); slot++) {
                Entry entry = state.store(side).entries().get(slot);
                if (entry.isPresent()) {
                    next = redriven(next, side, slot, entry);
                }
            }
        }
        return next.redriven(true);
    }

    private State redriven(State state, Side side, int slot, Entry entry) {
        if (state.store(side).cell(slot).isVisible()) {
            return touched(state, side, slot);
        }
        State next = state;
        Provenance own = new Provenance(slot, entry.version());
        for (int left = 0; left < state.store(side.other()).slots(); left++) {
            if ((entry.left() & 1 << left) != 0) {
                next = writer.land(next, Request.delete(side.other(), left, own, Guard.OLDER));
            }
        }
        return next.with(side, next.store(side).with(slot, Entry.NONE));
    }

    /** Writes a token that the item does not carry. */
    State touched(State state, Side side, int slot) {
        Cell item = state.store(side).cell(slot);
        int token = item.marker() == Token.FIRST_REPAIR ? Token.FIRST_REPAIR + 1 : Token.FIRST_REPAIR;
        return state.write(side, slot, item.marked(token));
    }

    /** Deletes a target item that no source item yields, if it is still at that version. */
    State withoutGhost(State state, int slot) {
        Provenance seen = state.target().cell(slot).provenance();
        return writer.land(state, Request.delete(Side.TARGET, slot, seen, Guard.EXACTLY));
    }

    /** The target's version is read first, then the source; the delete is of exactly that version. */
    private void settleDoubt(State state, Steps steps) {
        Doubt doubt = state.jobs().doubt();
        if (!doubt.isPresent()) {
            look(state, steps);
            return;
        }
        if (!doubt.doomed()) {
            boolean yielded = state.source().cell(doubt.seen().source()).yields(doubt.slot());
            Doubt decided = yielded ? Doubt.NONE : new Doubt(doubt.slot(), doubt.seen(), true);
            steps.add(
                    Action.of(Kind.REPAIR_DECIDE, doubt.slot()),
                    state.with(state.jobs().with(decided)));
            return;
        }
        Request delete = Request.delete(Side.TARGET, doubt.slot(), doubt.seen(), Guard.EXACTLY);
        State deleted = writer.land(state, delete);
        steps.add(
                Action.of(Kind.REPAIR_DELETE, doubt.slot()),
                deleted.with(deleted.jobs().with(Doubt.NONE)));
    }

    private static void look(State state, Steps steps) {
        if (!state.budget().has(Resource.REPAIR)) {
            return;
        }
        for (int slot = 0; slot < state.target().slots(); slot++) {
            Provenance seen = state.target().cell(slot).provenance();
            if (seen.isPresent()) {
                Doubt doubt = new Doubt(slot, seen, false);
                State looked = state.spend(Resource.REPAIR).with(state.jobs().with(doubt));
                steps.add(Action.of(Kind.REPAIR_LOOK, slot), looked);
            }
        }
    }
}
