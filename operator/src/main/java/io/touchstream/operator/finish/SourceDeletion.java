package io.touchstream.operator.finish;

import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Deletes the source's tables, once all that has to come before was seen. What an earlier process has deleted is gone on from. */
final class SourceDeletion {
    private final Workspace workspace;
    private final Operation operation;
    private final Optional<SourceBackups> backups;

    /**
     * Creates it.
     *
     * @param backups those without which no table is deleted; none where the operator goes without
     */
    SourceDeletion(Workspace workspace, Operation operation, Optional<SourceBackups> backups) {
        this.workspace = workspace;
        this.operation = operation;
        this.backups = backups;
    }

    /**
     * Deletes what is left of them.
     *
     * @param last looks a last time whether they may be deleted, and fails if not; while there is a way back
     */
    void run(CompletionAttempt attempt, Runnable last) {
        Cancellation.requireDeletable(workspace.definition());
        List<String> left = left(workspace);
        if (!attempt.isDeleting()) {
            // INVARIANT: there is a way back until nothing is known that would keep the source from being deleted.
            DeletionProtection.requireNone(workspace, left);
            left.forEach(this::requireBackup);
            last.run();
            attempt.deleting();
        }
        for (String table : left) {
            // INVARIANT: no source is deleted without a backup that is available, unless that was asked for by name.
            requireBackup(table);
            operation.renewLock();
            delete(table, attempt);
        }
    }

    /** Returns the tables of the source that are there. */
    static List<String> left(Workspace workspace) {
        Tables tables = new Tables(workspace.client());
        return sources(workspace).stream()
                .filter(table -> tables.find(table).isPresent())
                .toList();
    }

    private void requireBackup(String table) {
        backups.ifPresent(those -> those.requireAvailable(table));
    }

    private void delete(String table, CompletionAttempt attempt) {
        try {
            new Tables(workspace.client()).delete(table);
        } catch (DynamoDbException refused) {
            // For want of a permission, for instance: where nothing is lost, the way back stays open.
            if (refused.statusCode() / 100 == 4 && isIntact()) {
                attempt.spared();
            }
            throw refused;
        }
    }

    private boolean isIntact() {
        Tables tables = new Tables(workspace.client());
        return sources(workspace).stream()
                .allMatch(table -> tables.find(table)
                        .filter(found -> found.tableStatus() != TableStatus.DELETING)
                        .isPresent());
    }

    private static Set<String> sources(Workspace workspace) {
        return workspace.definition().source().tables().keySet();
    }
}
