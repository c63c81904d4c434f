package io.touchstream.model;

import java.util.ArrayList;
import java.util.List;

/** The whole system of one scenario, with one defect or none. */
final class Model {
    private final Scenario scenario;
    private final List<Actor> actors = new ArrayList<>();

    Model(Scenario scenario, Defect defect) {
        this.scenario = scenario;
        actors.add(new Operator(scenario, defect));
        actors.add(new Application(scenario));
        if (scenario.filling() == Scenario.Filling.TOUCH) {
            actors.add(new Touch(defect));
        }
        if (scenario.filling() == Scenario.Filling.COPY) {
            actors.add(new Copier(scenario, defect));
        }
        actors.add(new Sync(Side.SOURCE, scenario, defect));
        if (scenario.has(Trait.REVERSE)) {
            actors.add(new Sync(Side.TARGET, scenario, defect));
        }
        actors.add(new Strays(scenario, defect));
        actors.add(new Repair(scenario, defect));
    }

    State initial() {
        return scenario.initial();
    }

    List<Steps.Step> steps(State state) {
        Steps steps = new Steps();
        actors.forEach(actor -> actor.act(state, steps));
        return steps.list();
    }
}
