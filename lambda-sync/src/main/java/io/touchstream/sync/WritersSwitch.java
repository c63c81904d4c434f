package io.touchstream.sync;

import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Phases;
import io.touchstream.sync.plan.WritersMoves;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows from the phase when the writers have moved. Asks the control table until that is known. Safe to share between threads. */
final class WritersSwitch implements WritersMoves {
    private final Phases phases;
    private volatile @Nullable Instant begun;
    private volatile @Nullable Instant ended;

    WritersSwitch(Phases phases) {
        this.phases = phases;
    }

    @Override
    public Optional<Instant> begun() {
        if (begun == null) {
            look();
        }
        return Optional.ofNullable(begun);
    }

    @Override
    public Optional<Instant> ended() {
        if (ended == null) {
            look();
        }
        return Optional.ofNullable(ended);
    }

    private void look() {
        PhaseState state = phases.state();
        if (state.phase() != Phase.WRITING_TARGET) {
            return;
        }
        begun = state.since();
        String until = state.details().get(GradualMove.UNTIL);
        if (until != null) {
            ended = Instant.parse(until);
        } else if (!GradualMove.isUnderWay(state)) {
            ended = state.since();
        }
    }
}
