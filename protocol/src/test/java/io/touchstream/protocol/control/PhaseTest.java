package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void label_ofAnyPhase_isReadBack() {
        assertThat(Phase.READING_TARGET.label()).isEqualTo("reading-target");
        for (Phase phase : Phase.values()) {
            assertThat(Phase.of(phase.label())).contains(phase);
        }
        assertThat(Phase.of("READING_TARGET")).isEmpty();
    }

    @Test
    void mayBecome_fromThePhasesUpToVerified_leadsOnlyOnward() {
        assertThat(nextOf(Phase.CREATED)).containsExactly(Phase.SYNCHRONISING, Phase.CANCELLED);
        assertThat(nextOf(Phase.SYNCHRONISING)).containsExactly(Phase.TOUCHING, Phase.CANCELLED);
        assertThat(nextOf(Phase.TOUCHING)).containsExactly(Phase.SYNCHRONISED, Phase.CANCELLED);
        assertThat(nextOf(Phase.SYNCHRONISED)).containsExactly(Phase.TOUCHING, Phase.VERIFIED, Phase.CANCELLED);
        assertThat(nextOf(Phase.VERIFIED)).containsExactly(Phase.SYNCHRONISED, Phase.READING_TARGET, Phase.CANCELLED);
    }

    @Test
    void mayBecome_onceTheTargetIsRead_isNeverCancelledInOneStep() {
        assertThat(nextOf(Phase.READING_TARGET)).containsExactly(Phase.VERIFIED, Phase.FENCED, Phase.WRITING_TARGET);
        assertThat(nextOf(Phase.FENCED)).containsExactly(Phase.READING_TARGET, Phase.WRITING_TARGET);
        assertThat(nextOf(Phase.WRITING_TARGET)).containsExactly(Phase.REVERSED, Phase.COMPLETED);
        assertThat(nextOf(Phase.REVERSED)).containsExactly(Phase.CANCELLED);
    }

    @Test
    void isEnd_ofCompletedAndCancelled_isTrueAndOfNoOther() {
        assertThat(EnumSet.allOf(Phase.class))
                .filteredOn(Phase::isEnd)
                .containsExactly(Phase.COMPLETED, Phase.CANCELLED);
    }

    private static Set<Phase> nextOf(Phase phase) {
        Set<Phase> next = EnumSet.noneOf(Phase.class);
        for (Phase other : Phase.values()) {
            if (phase.mayBecome(other)) {
                next.add(other);
            }
        }
        return next;
    }
}
