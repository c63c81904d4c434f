package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import java.time.Instant;
import java.util.List;

/** Brings a migration that nobody works on into a phase. */
final class PhaseFixture {
    private PhaseFixture() {}

    /** Goes from the beginning to a phase that follows reading-target. */
    static void reach(Phases phases, Phase last, Instant at) {
        Phase before = Phase.CREATED;
        for (Phase next : List.of(
                Phase.SYNCHRONISING, Phase.TOUCHING, Phase.SYNCHRONISED, Phase.VERIFIED, Phase.READING_TARGET, last)) {
            assertThat(phases.advance(before, next, "test", at)).isTrue();
            before = next;
        }
    }
}
