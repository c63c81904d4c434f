package io.touchstream.operator.phase;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.AppliedDefinition;
import io.touchstream.protocol.control.AppliedDefinition.Applied;
import io.touchstream.protocol.control.Lease;
import io.touchstream.protocol.control.Phase;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets a changed definition take the place of the one in force. What the old one wrote under keys that the new one does not
 * yield is found by verify only, so a repair run and a verify must follow before anybody reads the target.
 */
public final class DefinitionChange {
    private final Workspace workspace;

    public DefinitionChange(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Makes sure that nobody synchronises with another definition than the one given, and that its marker is the one that
     * items carry already.
     *
     * @throws UsageException when somebody does, or it is not; nothing was written
     */
    public void require() {
        String marker = workspace.definition().touch().marker();
        workspace
                .appliedDefinition()
                .applied()
                .map(Applied::marker)
                .filter(carried -> !carried.equals(marker))
                .ifPresent(carried -> {
                    throw new UsageException("touch.marker is " + marker + ", and items carry " + carried
                            + " already, which would arrive as data: keep " + carried
                            + "; or rollback --untouch with the former definition, and begin a new migration");
                });
        Optional<Lease> other = LockKeeper.holder(workspace.syncLock())
                .filter(lease -> !lease.claim().definition().equals(checksum()));
        other.ifPresent(lease -> {
            throw new UsageException("migration " + workspace.definition().name()
                    + " is synchronised with another definition by " + lease + ": end that first");
        });
    }

    /** Accepts the definition given, and writes that down; does nothing where it is in force already. */
    public void accept(Operation operation) {
        AppliedDefinition definition = workspace.appliedDefinition();
        Optional<Applied> before = definition.applied();
        if (before.isEmpty() || before.get().checksum().equals(checksum())) {
            return;
        }
        if (operation.phase() == Phase.VERIFIED) {
            operation.advance(Phase.SYNCHRONISED);
        }
        if (definition.accept(before.get().checksum(), checksum(), Instant.now())) {
            operation.note("definition " + before.get().checksum() + " was replaced by " + checksum());
        }
    }

    private String checksum() {
        return workspace.definition().checksum();
    }
}
