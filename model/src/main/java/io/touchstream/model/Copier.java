package io.touchstream.model;

import io.touchstream.model.Action.Kind;

/** The copy lane: {@code touch.copy}. */
final class Copier implements Actor {
    private final Defect defect;
    private final Writer writer;

    Copier(Scenario scenario, Defect defect) {
        this.defect = defect;
        this.writer = new Writer(scenario, defect);
    }

    @Override
    public void act(State state, Steps steps) {
        if (state.stage() != Stage.SYNCING && state.stage() != Stage.FENCED) {
            return;
        }
        for (int slot = 0; slot < state.source().slots(); slot++) {
            Copy copy = state.jobs().copies().get(slot);
            advance(state, slot, copy, steps);
            boolean under = copy.step() != Copy.Step.TO_DO && copy.step() != Copy.Step.DONE;
            if (under && state.budget().has(Resource.JOB_CRASH)) {
                Copy resumed = defect == Defect.COPY_FORGETS_PENDING ? Copy.TO_DO : copy.resumed();
                steps.add(Action.of(Kind.COPY_CRASH, slot), at(state.spend(Resource.JOB_CRASH), slot, resumed));
            }
        }
    }

    private void advance(State state, int slot, Copy copy, Steps steps) {
        switch (copy.step()) {
            case TO_DO -> steps.add(Action.of(Kind.COPY_READ, slot), read(state, slot));
            case READ -> {
                steps.add(Action.of(Kind.COPY_PUT, slot), put(state, slot, copy));
                if (state.budget().has(Resource.LATE)) {
                    Network busy = state.network().plus(Request.copy(slot, copy.seen()));
                    steps.add(
                            Action.of(Kind.COPY_LATE, slot),
                            state.spend(Resource.LATE).with(busy));
                }
            }
            case PUT -> {
                Cell found = state.target().cell(copy.seen().reference());
                steps.add(Action.of(Kind.COPY_LOOK, slot), at(state, slot, copy.looked(found)));
            }
            case LOOKED -> steps.add(Action.of(Kind.COPY_CHECK, slot), at(state, slot, check(state, slot, copy)));
            case DOOMED -> {
                Provenance own = new Provenance(slot, Provenance.COPY);
                Request takeBack = Request.delete(Side.TARGET, copy.seen().reference(), own, Guard.EXACTLY);
                steps.add(Action.of(Kind.COPY_TAKE_BACK, slot), at(writer.land(state, takeBack), slot, copy.over()));
            }
            case DONE -> {}
        }
    }

    private State read(State state, int slot) {
        Cell item = state.source().cell(slot);
        Copy read = item.yields() ? new Copy(Copy.Step.READ, item.marked(Token.NONE), Cell.ABSENT, false) : done();
        return at(state, slot, read);
    }

    private State put(State state, int slot, Copy copy) {
        Reply reply = writer.send(state, Request.copy(slot, copy.seen()));
        if (reply.collided()) {
            State quarantined = quarantined(reply.next(), slot);
            return at(quarantined, slot, done());
        }
        boolean unchecked = reply.owned() || defect == Defect.COPY_WITHOUT_RECHECK;
        return at(reply.next(), slot, unchecked ? done() : copy.at(Copy.Step.PUT));
    }

    private static Copy check(State state, int slot, Copy copy) {
        Cell found = copy.found();
        Cell source = state.source().cell(slot);
        boolean right =
                source.yields(copy.seen().reference()) && found.reference() == slot && found.value() == source.value();
        return !found.isStored() || right ? copy.over() : copy.at(Copy.Step.DOOMED);
    }

    private static State quarantined(State state, int slot) {
        Entry entry = state.source().entries().get(slot);
        if (entry.version() > Provenance.COPY) {
            return state;
        }
        return state.with(Side.SOURCE, state.source().with(slot, new Entry(Provenance.COPY, 0)));
    }

    private static Copy done() {
        return Copy.TO_DO.at(Copy.Step.DONE);
    }

    private static State at(State state, int slot, Copy copy) {
        return state.with(state.jobs().with(slot, copy));
    }
}
