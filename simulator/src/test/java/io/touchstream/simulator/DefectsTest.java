package io.touchstream.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks the protocol on purpose: the simulator has to find each defect, soon and from several seeds. */
@Execution(ExecutionMode.CONCURRENT)
class DefectsTest {
    /** How many seeds have to find a defect: one could be luck. */
    private static final int FINDINGS = Integer.getInteger("simulator.findings", 5);

    private static final long MOST_STEPS = 100_000;
    private static final long SOUND_STEPS = 20_000;
    /** A trace that is short already may become no shorter in lines when its draws do. */
    private static final int LONG_TRACE = 300;

    @ParameterizedTest
    @EnumSource(Defects.class)
    void run_brokenProtocol_isFound(Defects defect) {
        List<Long> found = new ArrayList<>();
        long steps = 0;
        long first = 0;
        for (long seed = 1; found.size() < FINDINGS; seed++) {
            assertThat(steps).as("%s: found by %s, steps", defect, found).isLessThan(MOST_STEPS);
            try {
                steps += Simulation.run(Choices.of(seed), defect.scenario(), null)
                        .scheduler
                        .steps();
            } catch (IllegalStateException failed) {
                assertThat(failed.getCause()).matches(defect::explains, "the violation that " + defect + " leads to");
                first = found.isEmpty() ? steps : first;
                found.add(seed);
            }
        }
        System.out.printf("%s: steps in sound runs before the first: %d, seeds: %s%n", defect, first, found);
    }

    @ParameterizedTest
    @EnumSource(Aim.class)
    void run_soundProtocol_passesUnderTheSameAim(Aim aim) {
        assertThat(Seeds.run(Scenario.of(aim), 1, SOUND_STEPS).steps()).isGreaterThanOrEqualTo(SOUND_STEPS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Defects.class,
            names = {"COLLISION_OVERWRITES", "OLDER_PUT_BEATS_NEWER"})
    void shrink_brokenProtocol_failsInTheSameWayWithLess(Defects defect) {
        long seed = 0;
        List<String> whole = new ArrayList<>();
        Throwable failure = null;
        while (failure == null || whole.size() < LONG_TRACE) {
            whole.clear();
            failure = Failure.of(Choices.of(++seed), defect.scenario(), whole);
        }

        List<String> shrunk = new ArrayList<>();
        Throwable smaller =
                Failure.of(Choices.replay(Failure.shrunk(seed, defect.scenario())), defect.scenario(), shrunk);

        System.out.println(defect + ": a trace of " + whole.size() + " lines became one of " + shrunk.size());
        assertThat(smaller).hasSameClassAs(failure);
        assertThat(shrunk).hasSizeLessThan(whole.size());
    }
}
