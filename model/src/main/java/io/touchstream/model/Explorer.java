package io.touchstream.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Visits every state that a model can reach, the nearest first, until a property fails. Used by one thread. */
final class Explorer {
    private static final int MOST_STATES = 60_000_000;

    private final Model model;
    private final Property property;
    private final Visited visited = new Visited();
    private final Queue<State> frontier = new ArrayDeque<>();
    private final Set<Action.Kind> kinds = EnumSet.noneOf(Action.Kind.class);
    private long transitions;
    private long atRest;

    Explorer(Model model, Property property) {
        this.model = model;
        this.property = property;
    }

    /**
     * What was found.
     *
     * @param states how many different states were visited
     * @param atRest how many of them had nothing left to do
     * @param kinds the kinds of steps that were taken
     * @param counterexample the shortest way to a state that breaks a property; null where none does
     */
    record Result(
            int states,
            long transitions,
            long atRest,
            Set<Action.Kind> kinds,
            @Nullable Trace counterexample) {
        Optional<Trace> violation() {
            return Optional.ofNullable(counterexample);
        }
    }

    Result explore() {
        State first = model.initial();
        visited.add(Fingerprint.of(first), 0, 0);
        frontier.add(first);
        int index = 0;
        State state = frontier.poll();
        while (state != null) {
            Optional<Trace> violation = expand(state, index++);
            if (violation.isPresent()) {
                return result(violation.get());
            }
            state = frontier.poll();
        }
        return result(null);
    }

    private Optional<Trace> expand(State state, int index) {
        Optional<String> fault = property.fault(state);
        if (fault.isPresent()) {
            return Optional.of(trace(index, null, fault.get()));
        }
        boolean rests = Rest.isReached(state);
        atRest += rests ? 1 : 0;
        List<Steps.Step> steps = model.steps(state);
        if (steps.isEmpty() && !rests) {
            return Optional.of(trace(index, null, "nothing can go on, and not everything is done"));
        }
        for (int place = 0; place < steps.size(); place++) {
            Steps.Step step = steps.get(place);
            String wrong = step.fault();
            if (wrong != null) {
                return Optional.of(trace(index, step, wrong));
            }
            transitions++;
            kinds.add(step.action().kind());
            if (visited.add(Fingerprint.of(step.next()), index, place)) {
                frontier.add(step.next());
            }
        }
        if (visited.size() > MOST_STATES) {
            throw new IllegalStateException("more than " + MOST_STATES + " states: bound the scenario further");
        }
        return Optional.empty();
    }

    private Result result(@Nullable Trace counterexample) {
        return new Result(visited.size(), transitions, atRest, kinds, counterexample);
    }

    private Trace trace(int index, Steps.@Nullable Step last, String fault) {
        List<Steps.Step> taken = new ArrayList<>();
        State state = model.initial();
        for (int place : visited.path(index)) {
            Steps.Step step = model.steps(state).get(place);
            taken.add(step);
            state = step.next();
        }
        if (last != null) {
            taken.add(last);
        }
        return new Trace(model.initial(), taken, fault);
    }
}
