package io.touchstream.operator.phase;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.AppliedDefinition.Applied;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what a command is, and what it needs.
 *
 * @param command the command and its arguments, without secrets
 * @param needed the phases in which it may begin
 * @param deployment the stack that the migration is deployed as, if it is
 * @param acceptsDefinition whether it takes a definition other than the one in force
 */
public record OperationRequest(
        String command, Set<Phase> needed, Optional<Deployment> deployment, boolean acceptsDefinition) {
    private static final int LONGEST_COMMAND = 1000;

    public OperationRequest {
        command = command.length() <= LONGEST_COMMAND ? command : command.substring(0, LONGEST_COMMAND);
        needed = Set.copyOf(needed);
    }

    /**
     * Returns the phase, once it and the definition are what the command needs.
     *
     * @throws UsageException when they are not
     */
    public PhaseState require(Workspace workspace) {
        if (!acceptsDefinition) {
            requireDefinition(workspace);
        }
        PhaseState state = PhaseReader.read(workspace, deployment);
        if (!needed.contains(state.phase())) {
            throw new UsageException(refusal(workspace, state));
        }
        return state;
    }

    /** Makes sure that the command may be a migration's first. */
    void requireMayBegin(Workspace workspace) {
        if (!needed.contains(Phase.CREATED)) {
            throw new UnusableException("migration " + workspace.definition().name() + " was not begun at "
                    + workspace.connection().description() + ": deploy it, or start it with run");
        }
    }

    private static void requireDefinition(Workspace workspace) {
        Optional<Applied> applied = workspace.appliedDefinition().applied();
        String checksum = workspace.definition().checksum();
        if (applied.isPresent() && !applied.get().checksum().equals(checksum)) {
            throw new UsageException("migration " + workspace.definition().name()
                    + " was begun with another definition: restore it; or give the changed one a new name and target; "
                    + "or let it take the other's place with verify --repair --accept-definition");
        }
    }

    private String refusal(Workspace workspace, PhaseState state) {
        String since = state.since() == null
                ? ""
                : " (since " + state.since() + ", by " + Objects.requireNonNullElse(state.who(), "nobody") + ")";
        return verb() + " is for the phases " + labels() + "; migration "
                + workspace.definition().name() + " is " + state.phase() + since + ": "
                + NextStep.of(state);
    }

    private String verb() {
        int end = command.indexOf(" --");
        return end < 0 ? command : command.substring(0, end);
    }

    private String labels() {
        return needed.stream().sorted().map(Phase::label).collect(Collectors.joining(", "));
    }
}
