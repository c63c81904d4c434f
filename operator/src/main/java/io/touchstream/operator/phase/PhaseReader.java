package io.touchstream.operator.phase;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.AppliedDefinition;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Runs;
import io.touchstream.protocol.control.Runs.Run;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a migration's phase; where none was recorded, derives it from what is there. That is so where a stack was deployed
 * and no command has run yet, and in control tables from before phases were recorded.
 */
public final class PhaseReader {
    private static final Set<String> OFF = Set.of("Disabled", "Disabling");

    private PhaseReader() {}

    /**
     * Returns the phase that was recorded, or is derived.
     *
     * @param deployment the stack that the migration is deployed as, if it is
     */
    public static PhaseState read(Workspace workspace, Optional<Deployment> deployment) {
        return read(workspace.control(), deployment);
    }

    /** As {@link #read(Workspace, Optional)}, of a control table. */
    public static PhaseState read(ControlTable control, Optional<Deployment> deployment) {
        PhaseState state = new Phases(control).state();
        if (state.isRecorded()) {
            return state;
        }
        return new PhaseState(derived(control, deployment), null, null, state.failure(), state.details());
    }

    private static Phase derived(ControlTable control, Optional<Deployment> deployment) {
        Optional<Run> touch = new Runs(control)
                .all().stream()
                        .filter(run -> run.job() == Job.TOUCH || run.job() == Job.COPY)
                        .findFirst();
        if (touch.isPresent()) {
            return touch.get().finishedAt() == null ? Phase.TOUCHING : Phase.SYNCHRONISED;
        }
        boolean begun = new AppliedDefinition(control).applied().isPresent();
        return begun || deployment.filter(PhaseReader::synchronises).isPresent() ? Phase.SYNCHRONISING : Phase.CREATED;
    }

    private static boolean synchronises(Deployment deployment) {
        return deployment.stack().mappings().values().stream()
                .map(deployment::mappingState)
                .noneMatch(OFF::contains);
    }
}
