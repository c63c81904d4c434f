package io.touchstream.operator.finish;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Backups;
import io.touchstream.operator.service.Backups.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes the on-demand backups of source tables, and sees them available. What a process began that died is gone on with: the
 * name tells it from the backup of an earlier attempt, which does not hold what was written since.
 */
final class SourceBackups {
    private static final String BACKUP = "backup.";
    private static final String EXPORT = "export.";
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofDays(2);

    private final Workspace workspace;
    private final Backups backups;
    private final Operation operation;
    private final Waits waits;

    SourceBackups(Workspace workspace, Backups backups, Operation operation, Waits waits) {
        this.workspace = workspace;
        this.backups = backups;
        this.operation = operation;
        this.waits = waits;
    }

    /**
     * Backs a table up and waits until the backup is available.
     *
     * @param since since when nobody changes the table
     * @return false where the end was asked for first
     */
    boolean backUp(String table, Instant since, Stop stop) throws InterruptedException {
        String arn = remembered(BACKUP, table).filter(this::isUsable).orElseGet(() -> begin(table, since));
        return waits.until(() -> unsettled(backups.state(arn), "backup " + arn), STEP, PATIENCE, stop);
    }

    /** One that has failed, or was deleted, is no reason not to make another: the table has not changed. */
    private String begin(String table, Instant since) {
        String name = name(since);
        String arn = backups.find(table, name).filter(this::isUsable).orElseGet(() -> backups.create(table, name));
        operation.remember(BACKUP + table, arn);
        return arn;
    }

    private boolean isUsable(String arn) {
        return backups.state(arn) != State.UNUSABLE;
    }

    /**
     * Exports a table and waits for that.
     *
     * @return false where the end was asked for first
     */
    boolean export(String table, ExportTarget to, Instant since, Stop stop) throws InterruptedException {
        Optional<String> earlier = remembered(EXPORT, table);
        if (earlier.filter(arn -> backups.exportState(arn) != State.UNUSABLE).isEmpty()) {
            // Asked for again under the same token, a failed one would be the answer.
            String token = name(earlier.isEmpty() ? since : waits.now()) + "-" + table.hashCode();
            operation.remember(EXPORT + table, backups.export(table, to.bucket(), to.prefix(), token));
        }
        String arn = remembered(EXPORT, table).orElseThrow();
        return waits.until(() -> unsettled(backups.exportState(arn), "export " + arn), STEP, PATIENCE, stop);
    }

    /**
     * Makes sure that a table's backup is there, whole.
     *
     * @throws UnusableException when it is not
     */
    void requireAvailable(String table) {
        String arn = remembered(BACKUP, table)
                .orElseThrow(() -> new UnusableException("table " + table + " has no backup: it is not deleted"));
        if (backups.state(arn) != State.AVAILABLE) {
            throw new UnusableException(
                    "backup " + arn + " of table " + table + " is not available: it is not deleted");
        }
    }

    /** Tells whether a phase's detail is of a backup, which is out of date once the table is written again. */
    static boolean isOurs(String detail) {
        return detail.startsWith(BACKUP) || detail.startsWith(EXPORT);
    }

    private static Optional<String> unsettled(State state, String what) {
        return switch (state) {
            case AVAILABLE -> Optional.empty();
            case UNDER_WAY -> Optional.of("until " + what + " is available");
            case UNUSABLE ->
                throw new UnusableException(what + " has failed or is gone: look at it, then complete again");
        };
    }

    private Optional<String> remembered(String prefix, String table) {
        return Optional.ofNullable(workspace.phases().state().details().get(prefix + table));
    }

    private String name(Instant since) {
        return "touchstream-" + workspace.definition().name() + "-" + since.getEpochSecond();
    }
}
