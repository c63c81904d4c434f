package io.touchstream.model;

import io.touchstream.model.Action.Kind;

/** The touch job: {@code touch.mark} with {@code touch.SegmentWorker} around it. */
final class Touch implements Actor {
    private final Defect defect;

    Touch(Defect defect) {
        this.defect = defect;
    }

    @Override
    public void act(State state, Steps steps) {
        boolean early = defect == Defect.TOUCH_BEFORE_CONSUMER;
        boolean mayBegin = state.stage() == Stage.SYNCING || state.stage() == Stage.FENCED;
        if (!mayBegin && !early) {
            return;
        }
        for (int slot = 0; slot < state.source().slots(); slot++) {
            TouchStep step = state.jobs().touches().get(slot);
            Cell item = state.source().cell(slot);
            if (step == TouchStep.TO_DO) {
                boolean meant = item.isVisible() && item.marker() != token();
                steps.add(Action.of(Kind.SCAN, slot), at(state, slot, meant ? TouchStep.SCANNED : TouchStep.DONE));
            }
            if (step == TouchStep.SCANNED) {
                steps.add(Action.of(Kind.TOUCH, slot), at(touched(state, slot), slot, TouchStep.DONE));
            }
            if (step != TouchStep.TO_DO && state.budget().has(Resource.JOB_CRASH)) {
                TouchStep resumed = defect == Defect.CURSOR_BEFORE_SETTLED ? TouchStep.DONE : TouchStep.TO_DO;
                State crashed = state.spend(Resource.JOB_CRASH);
                steps.add(Action.of(Kind.TOUCH_CRASH, slot), at(crashed, slot, resumed));
            }
        }
    }

    private State touched(State state, int slot) {
        Cell item = state.source().cell(slot);
        if (item.isVisible()) {
            return state.write(Side.SOURCE, slot, item.marked(token()));
        }
        if (defect != Defect.TOUCH_CREATES) {
            return state;
        }
        return state.write(Side.SOURCE, slot, Cell.of(0, Cell.BARE).marked(token()));
    }

    private int token() {
        return defect == Defect.TOKEN_REUSED ? Token.EARLIER_RUN : Token.RUN;
    }

    private static State at(State state, int slot, TouchStep step) {
        return state.with(state.jobs().with(slot, step));
    }
}
