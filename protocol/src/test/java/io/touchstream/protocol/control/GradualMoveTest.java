package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradualMoveTest {
    private static final Map<String, String> BEGUN = Map.of(GradualMove.SINCE, "x");
    private static final Map<String, String> OVER = Map.of(GradualMove.SINCE, "x", GradualMove.UNTIL, "y");

    @Test
    void isUnderWay_writersMoveOneByOne_isTrueUntilTheLastHasMoved() {
        assertThat(GradualMove.isUnderWay(state(Phase.WRITING_TARGET, BEGUN))).isTrue();
        assertThat(GradualMove.isUnderWay(state(Phase.WRITING_TARGET, OVER))).isFalse();
        assertThat(GradualMove.isUnderWay(state(Phase.WRITING_TARGET, Map.of())))
                .isFalse();
        assertThat(GradualMove.isUnderWay(state(Phase.READING_TARGET, BEGUN))).isFalse();
    }

    /** After a cut-over at once, what is written to the source must not reach the target any more. */
    @ParameterizedTest
    @EnumSource(Phase.class)
    void isFlowingForward_eachPhase_isTrueUntilTheTargetIsWritten(Phase phase) {
        boolean isBefore = phase.compareTo(Phase.WRITING_TARGET) < 0;

        assertThat(GradualMove.isFlowingForward(state(phase, Map.of()))).isEqualTo(isBefore);
        assertThat(GradualMove.isFlowingForward(state(phase, OVER))).isEqualTo(isBefore);
        assertThat(GradualMove.isFlowingForward(state(phase, BEGUN)))
                .isEqualTo(isBefore || phase == Phase.WRITING_TARGET);
    }

    @Test
    void wasBegunAndIsOver_details_decide() {
        assertThat(GradualMove.wasBegun(state(Phase.WRITING_TARGET, Map.of()))).isFalse();
        assertThat(GradualMove.wasBegun(state(Phase.COMPLETED, BEGUN))).isTrue();
        assertThat(GradualMove.isOver(state(Phase.WRITING_TARGET, BEGUN))).isFalse();
        assertThat(GradualMove.isOver(state(Phase.COMPLETED, OVER))).isTrue();
        assertThat(GradualMove.isOver(state(Phase.WRITING_TARGET, Map.of(GradualMove.UNTIL, "y"))))
                .isFalse();
    }

    @Test
    void isWithoutInterceptors_riskAccepted_isTrueWhileTheyMove() {
        Map<String, String> risk = Map.of(GradualMove.SINCE, "x", GradualMove.RISK, "accepted");

        assertThat(GradualMove.isWithoutInterceptors(state(Phase.WRITING_TARGET, risk)))
                .isTrue();
        assertThat(GradualMove.isWithoutInterceptors(state(Phase.WRITING_TARGET, BEGUN)))
                .isFalse();
        assertThat(GradualMove.isWithoutInterceptors(state(Phase.COMPLETED, risk)))
                .isFalse();
    }

    private static PhaseState state(Phase phase, Map<String, String> details) {
        return new PhaseState(phase, null, null, null, details);
    }
}
