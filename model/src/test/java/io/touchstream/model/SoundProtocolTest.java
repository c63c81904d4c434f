package io.touchstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.model.Explorer.Result;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol as it is keeps its promises in every state of every scenario. */
class SoundProtocolTest {
    static Stream<Scenario> provenance() {
        return Scenarios.sound();
    }

    static Stream<Scenario> ledger() {
        return Stream.concat(Scenarios.disturbed(), Scenarios.soundWithLedger())
                .map(scenario -> scenario.with(Trait.LEDGER));
    }

    @ParameterizedTest
    @MethodSource("provenance")
    void explore_guardedByProvenance_noViolation(Scenario scenario) {
        assertSound(Exploration.of(scenario, Defect.NONE, Standard.EXACT));
    }

    @ParameterizedTest
    @MethodSource("ledger")
    void explore_guardedByLedger_noViolationEvenWhenDisturbed(Scenario scenario) {
        assertSound(Exploration.of(scenario, Defect.NONE, Standard.EXACT));
    }

    private static void assertSound(Result result) {
        assertThat(result.violation()).isEmpty();
        // An exploration that never comes to rest, or never writes, would prove nothing.
        assertThat(result.atRest()).isPositive();
        assertThat(result.kinds()).contains(Action.Kind.WRITE, Action.Kind.FINISH);
    }
}
