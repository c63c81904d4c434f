package io.touchstream.model;

import java.util.List;

/** How far touch, copy lane and repair have come, by source item. */
record Jobs(List<TouchStep> touches, List<Copy> copies, Doubt doubt) {
    boolean areOver() {
        for (TouchStep step : touches) {
            if (step != TouchStep.DONE) {
                return false;
            }
        }
        for (Copy copy : copies) {
            if (copy.step() != Copy.Step.DONE) {
                return false;
            }
        }
        return !doubt.isPresent();
    }

    Jobs with(int slot, TouchStep step) {
        return new Jobs(Lists.with(touches, slot, step), copies, doubt);
    }

    Jobs with(int slot, Copy copy) {
        return new Jobs(touches, Lists.with(copies, slot, copy), doubt);
    }

    Jobs with(Doubt now) {
        return new Jobs(touches, copies, now);
    }
}
