package io.touchstream.model;

import java.util.List;

/** A way from the first state to a fault. */
record Trace(State first, List<Steps.Step> steps, String fault) {
    Trace {
        steps = List.copyOf(steps);
    }

    List<Action.Kind> kinds() {
        return steps.stream().map(step -> step.action().kind()).toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("at first" + show(first));
        int number = 1;
        for (Steps.Step step : steps) {
            text.append("%n%3d. %-70s%s".formatted(number++, step.action(), show(step.next())));
        }
        return text.append("%n     VIOLATED: %s".formatted(fault)).toString();
    }

    private static String show(State state) {
        return "  source " + state.source().cells() + " target "
                + state.target().cells();
    }
}
