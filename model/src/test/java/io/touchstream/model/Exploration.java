package io.touchstream.model;

import io.touchstream.model.Explorer.Result;
import java.time.Duration;

/** Explores a scenario and prints what it came to. */
final class Exploration {
    private Exploration() {}

    static Result of(Scenario scenario, Defect defect, Standard standard) {
        return of(scenario, defect, new Properties(scenario, standard), standard.toString());
    }

    static Result of(Scenario scenario, Defect defect, Property property, String label) {
        long begun = System.nanoTime();
        Result result = new Explorer(new Model(scenario, defect), property).explore();
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        String found = result.violation().map(trace -> "\n" + trace).orElse("");
        // One call, since others print at the same time.
        System.out.println("%-48s %-10s %-27s %-12s %,10d states %,11d steps %,7d ms%s"
                .formatted(
                        scenario,
                        scenario.has(Trait.LEDGER) ? "ledger" : "provenance",
                        defect,
                        label,
                        result.states(),
                        result.transitions(),
                        millis,
                        found));
        return result;
    }
}
