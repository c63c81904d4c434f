package io.touchstream.operator.finish;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import java.util.Collection;
import java.util.List;

/** Finds the tables that DynamoDB will not delete, before anything is done that their deletion was meant to end. */
final class DeletionProtection {
    private DeletionProtection() {}

    /** Returns a line for each of some tables that is protected, with the command that lifts it; a missing one is not. */
    static List<String> obstacles(Workspace workspace, Collection<String> names) {
        Tables tables = new Tables(workspace.client());
        return names.stream()
                .filter(name -> tables.find(name)
                        .filter(table -> Boolean.TRUE.equals(table.deletionProtectionEnabled()))
                        .isPresent())
                .map(name -> "table " + name + " is protected from deletion: aws dynamodb update-table --table-name "
                        + name + " --no-deletion-protection-enabled, then do this again")
                .toList();
    }

    /**
     * Makes sure that none of some tables is protected.
     *
     * @throws UsageException when one is
     */
    static void requireNone(Workspace workspace, Collection<String> names) {
        obstacles(workspace, names).stream().findFirst().ifPresent(obstacle -> {
            throw new UsageException(obstacle);
        });
    }
}
