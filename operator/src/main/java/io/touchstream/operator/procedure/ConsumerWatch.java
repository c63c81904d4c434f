package io.touchstream.operator.procedure;

import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Retention;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks whether each source's stream has been read within its retention, and marks the migration unsound where that cannot be
 * known. Whoever asks how a migration stands looks first: a consumer that is off says nothing itself.
 */
public final class ConsumerWatch {
    /** Nothing else is asked about what sync has noted itself within this time. */
    private static final Duration FRESH = Duration.ofHours(1);

    private final Workspace workspace;
    private final Evidence evidence;

    public ConsumerWatch(Workspace workspace, Evidence evidence) {
        this.workspace = workspace;
        this.evidence = evidence;
    }

    /** What else tells that a quiet stream was being read. */
    @FunctionalInterface
    public interface Evidence {
        /** Knows of nothing else than what sync itself has noted. */
        Evidence NONE = (table, settled, now) -> Optional.empty();

        /**
         * Returns a moment up to which a table's changes are settled by now, where it is certain that its stream was read
         * all the time.
         *
         * @param settled up to when they were settled for certain
         */
        Optional<Instant> settledUpTo(String table, Instant settled, Instant now);
    }

    /** Looks, and marks what was found. */
    public void look(Instant now) {
        PhaseState state = new Phases(workspace.control()).state();
        // Behind a fence nothing is written that could be missed.
        if (!GradualMove.isFlowingForward(state) || state.phase() == Phase.FENCED) {
            return;
        }
        SyncProgress progress = new SyncProgress(workspace.control());
        for (String table : workspace.definition().source().tables().keySet()) {
            // Where nothing was ever read, nothing was touched yet that could be missed.
            progress.settledUpTo(table).ifPresent(settled -> look(progress, table, settled, now));
        }
    }

    private void look(SyncProgress progress, String table, Instant settled, Instant now) {
        if (Duration.between(settled, now).compareTo(FRESH) < 0) {
            return;
        }
        Optional<Instant> later = evidence.settledUpTo(table, settled, now);
        later.ifPresent(moment -> progress.advance(table, moment));
        if (Retention.mayHaveEnded(later.orElse(settled), now)) {
            workspace
                    .soundness()
                    .markUnsound(
                            "nothing tells that the stream of table " + table + " was read in the last "
                                    + Duration.between(settled, now).toHours() + " hours",
                            now);
        }
    }
}
