package io.touchstream.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs whole migrations from consecutive seeds until so many steps are made.
 *
 * <p>{@code -Dsimulator.steps} sets how many, and {@code -Dsimulator.back} how many of runs after which the application moves; {@code -Dsimulator.seed} runs one seed alone, {@code -Dsimulator.choices} the
 * draws in a file, and both print their traces; {@code -Dsimulator.first} sets the first of many seeds; {@code
 * -Dsimulator.aim} steers them all.
 */
class SimulatorTest {
    private static final Scenario SCENARIO =
            Scenario.of(Aim.valueOf(System.getProperty("simulator.aim", Aim.EVERYTHING.name())));

    @Test
    void run_manySeeds_losesNothing() throws IOException {
        if (System.getProperty("simulator.choices") != null) {
            replay(Choices.replay(Arrays.stream(Files.readString(Path.of(System.getProperty("simulator.choices")))
                            .split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray()));
            return;
        }
        if (Long.getLong("simulator.seed") != null) {
            replay(Choices.of(Long.getLong("simulator.seed")));
            return;
        }
        Summary summary =
                Seeds.run(SCENARIO, Long.getLong("simulator.first", 1L), Long.getLong("simulator.steps", 1_000_000L));
        summary.print();
        if (SCENARIO.equals(Scenario.SOUND)) {
            assertThat(summary.missing()).as("faults that never happened").isEmpty();
        }
    }

    @Test
    void run_manySeedsAndTheWayBack_losesNothing() {
        Seeds.run(Scenario.of(Aim.WAY_BACK), 1, Long.getLong("simulator.back", 200_000L))
                .print();
    }

    @ParameterizedTest
    @EnumSource(
            value = Aim.class,
            names = {"EVERYTHING", "WAY_BACK"})
    void run_sameSeed_takesTheSameSteps(Aim aim) {
        Scenario scenario = Scenario.of(aim);
        for (long seed = 1; seed <= 20; seed++) {
            List<String> trace = new ArrayList<>();
            List<String> again = new ArrayList<>();

            Choices choices = Choices.of(seed);
            Failure.of(choices, scenario, trace);
            Failure.of(Choices.replay(choices.drawn()), scenario, again);

            assertThat(again).as("seed %d", seed).isEqualTo(trace);
        }
    }

    private static void replay(Choices choices) {
        List<String> trace = new ArrayList<>();
        Throwable failure = Failure.of(choices, SCENARIO, trace);
        trace.forEach(System.out::println);
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }
}
