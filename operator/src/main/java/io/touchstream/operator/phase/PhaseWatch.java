package io.touchstream.operator.phase;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Phase;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/** Waits in a process that goes on synchronising, for the end of what it was asked for or of the phases in which it may. */
public final class PhaseWatch {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final int STEPS_PER_LOOK = 5;

    private final Workspace workspace;

    public PhaseWatch(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Waits until the end is asked for, or another process has brought the migration into a phase beyond.
     *
     * @return the phase that was seen last
     */
    public Phase await(Set<Phase> during, Phase first, Stop stop) throws InterruptedException {
        Phase phase = first;
        for (int step = 1; !stop.isAsked() && during.contains(phase); step++) {
            Thread.sleep(STEP.toMillis());
            if (step % STEPS_PER_LOOK == 0) {
                phase = look(phase);
            }
        }
        return phase;
    }

    /** A control table that cannot be read at present has nothing new to say. */
    private Phase look(Phase before) {
        try {
            return workspace.phases().state().phase();
        } catch (SdkException unreachable) {
            return before;
        }
    }
}
