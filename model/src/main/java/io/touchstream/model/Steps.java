package io.touchstream.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the steps that one state allows. */
final class Steps {
    private final List<Step> steps = new ArrayList<>();

    /**
     * One step.
     *
     * @param fault what is wrong with the step itself, whatever it led to; null for nothing
     */
    record Step(Action action, State next, @Nullable String fault) {}

    void add(Action action, State next) {
        steps.add(new Step(action, next, null));
    }

    void add(Action action, State next, @Nullable String fault) {
        steps.add(new Step(action, next, fault));
    }

    List<Step> list() {
        return steps;
    }
}
