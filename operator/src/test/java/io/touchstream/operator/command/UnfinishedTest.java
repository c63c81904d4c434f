package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.command.Unfinished.Kind;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnfinishedTest {
    @ParameterizedTest
    @CsvSource({
        "WRITING_TARGET, pausedFrom quietSince deleting, DELETION, complete",
        "WRITING_TARGET, pauseBegan pauseEnded backBegan pausedFrom, WAY_BACK, rollback",
        "REVERSED, backBegan, WAY_BACK, rollback",
        "WRITING_TARGET, pauseBegan, CUTOVER, cutover writes",
        "WRITING_TARGET, gradualSince finishBegan, GRADUAL_FINISH, cutover writes --finish",
        "WRITING_TARGET, gradualSince gradualUntil finishBegan, GRADUAL_FINISH, cutover writes --finish",
        "WRITING_TARGET, pauseBegan pauseEnded pausedFrom, COMPLETION, complete",
        "COMPLETED, pausedFrom deleting closing, END, complete",
        "CANCELLED, closing, END, rollback",
    })
    void in_whatACommandThatDiedHasLeft_namesIt(Phase phase, String details, Kind kind, String command) {
        assertThat(Unfinished.in(state(phase, details))).hasValueSatisfying(found -> {
            assertThat(found.kind()).isEqualTo(kind);
            assertThat(found.command()).isEqualTo(command);
            assertThat(found.next()).startsWith("go on with " + command);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "WRITING_TARGET, pauseBegan pauseEnded",
        "WRITING_TARGET, gradualSince",
        "WRITING_TARGET, gradualSince gradualUntil",
        "REVERSED, backBegan backEnded",
        "COMPLETED, pausedFrom deleting",
        "CANCELLED, backBegan backEnded",
    })
    void in_whatCameToItsEnd_isNothing(Phase phase, String details) {
        assertThat(Unfinished.in(state(phase, details))).isEmpty();
    }

    @Test
    void next_finishThatHasProven_leadsOnOnly() {
        assertThat(Unfinished.in(state(Phase.WRITING_TARGET, "gradualSince finishBegan")))
                .hasValueSatisfying(found -> assertThat(found.next()).contains("--gradual"));
        assertThat(Unfinished.in(state(Phase.WRITING_TARGET, "gradualSince gradualUntil finishBegan")))
                .hasValueSatisfying(found -> assertThat(found.next()).doesNotContain("--gradual"));
    }

    private static PhaseState state(Phase phase, String details) {
        Map<String, String> named =
                Arrays.stream(details.split(" ", -1)).collect(Collectors.toMap(Function.identity(), name -> "REVERSE"));
        return new PhaseState(phase, Instant.EPOCH, "ada@host", null, named);
    }
}
