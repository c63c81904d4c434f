package io.touchstream.sync;

import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Phases;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells since when the application writes the target. Asks the control table until that is known. Safe to share between threads. */
final class WritersSwitch implements Supplier<Optional<Instant>> {
    private final Phases phases;
    private volatile @Nullable Instant known;

    WritersSwitch(Phases phases) {
        this.phases = phases;
    }

    @Override
    public Optional<Instant> get() {
        if (known == null) {
            PhaseState state = phases.state();
            known = state.phase() == Phase.WRITING_TARGET ? state.since() : null;
        }
        return Optional.ofNullable(known);
    }
}
