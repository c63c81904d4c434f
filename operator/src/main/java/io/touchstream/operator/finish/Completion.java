package io.touchstream.operator.finish;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.SegmentPass;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Completes a migration: reverse sync ends, the source is seen to be unused, backed up, and deleted or left without the
 * marker. Each step finds out what is done already, so that the same command goes on where an earlier process ended.
 */
public final class Completion {
    /** In which directions sync ran before. */
    private static final String PAUSED_FROM = "pausedFrom";
    /** When sync was off, after which nothing of ours writes the source. */
    private static final String QUIET_SINCE = "quietSince";
    /** That everything which must come before has been seen, and the source's tables are being deleted. */
    private static final String DELETING = "deleting";

    private final Workspace workspace;
    private final Services services;
    private final SyncEnd sync;
    private final CompletionSettings settings;
    private final Waits waits;
    private final Progress progress;
    private final Consumer<Step> listener;

    /** Names the steps, in their order. */
    public enum Step {
        /** Reverse sync is off. */
        SYNC_PAUSED,
        /** Nobody has used the source for the window. */
        SILENT,
        /** The source is backed up, and exported where that is wished for. */
        BACKED_UP,
        /** The source is gone, or carries no marker. */
        CLEARED,
        /** The phase says so. */
        COMPLETED,
        /** Whoever synchronised has ended. */
        SYNC_ENDED
    }

    /**
     * Creates it.
     *
     * @param listener is told of each step once it is done
     */
    public Completion(
            Workspace workspace,
            Services services,
            SyncEnd sync,
            CompletionSettings settings,
            Waits waits,
            Progress progress,
            Consumer<Step> listener) {
        this.workspace = workspace;
        this.services = services;
        this.sync = sync;
        this.settings = settings;
        this.waits = waits;
        this.progress = progress;
        this.listener = listener;
    }

    /** Tells whether a migration's source is being deleted, after which there is no way but on. */
    public static boolean isDeleting(PhaseState state) {
        return state.details().containsKey(DELETING);
    }

    /**
     * Completes it.
     *
     * @return false where the end was asked for first; reverse sync is on again then, unless the source is being deleted
     */
    public boolean run(Operation operation) throws InterruptedException {
        if (operation.phase() == Phase.WRITING_TARGET) {
            if (detail(DELETING).isEmpty() && !prepare(operation)) {
                takeBack(operation);
                return false;
            }
            if (!clear(operation)) {
                return false;
            }
            listener.accept(Step.CLEARED);
            operation.advance(Phase.COMPLETED);
        }
        listener.accept(Step.COMPLETED);
        sync.await();
        listener.accept(Step.SYNC_ENDED);
        return true;
    }

    private boolean prepare(Operation operation) throws InterruptedException {
        Stop stop = operation.stop();
        if (detail(PAUSED_FROM).isEmpty()) {
            operation.remember(PAUSED_FROM, sync.directions().name());
        }
        if (!sync.pause(stop)) {
            return false;
        }
        if (detail(QUIET_SINCE).isEmpty()) {
            operation.remember(
                    QUIET_SINCE, waits.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        Instant since = Instant.parse(detail(QUIET_SINCE).orElseThrow());
        listener.accept(Step.SYNC_PAUSED);
        if (services.capacity().isPresent()
                && !new SourceSilence(services.capacity().get(), waits)
                        .await(sources(), since, settings.window(), stop)) {
            return false;
        }
        listener.accept(Step.SILENT);
        return backUp(operation, since);
    }

    private boolean backUp(Operation operation, Instant since) throws InterruptedException {
        if (settings.backup()) {
            SourceBackups backups = backups(operation);
            for (String table : sources()) {
                if (!backups.backUp(table, since, operation.stop())
                        || (settings.exportTo() != null
                                && !backups.export(table, settings.exportTo(), since, operation.stop()))) {
                    return false;
                }
            }
        }
        listener.accept(Step.BACKED_UP);
        return !operation.stop().isAsked();
    }

    private boolean clear(Operation operation) throws InterruptedException {
        if (!settings.keepSource()) {
            delete(operation);
            return true;
        }
        return workspace.definition().touch().lane() == Lane.COPY
                || new SegmentPass(workspace, progress)
                        .run(Job.UNTOUCH, sources(), operation.stop())
                        .done();
    }

    private void delete(Operation operation) {
        Cancellation.requireDeletable(workspace.definition());
        operation.remember(DELETING, "true");
        Tables tables = new Tables(workspace.client());
        for (String table : sources()) {
            if (tables.find(table).isPresent()) {
                // INVARIANT: no source is deleted without a backup that is available, unless that was asked for by
                // name.
                if (settings.backup()) {
                    backups(operation).requireAvailable(table);
                }
                operation.requireLock();
                tables.delete(table);
            }
        }
    }

    /** Forgets what a completion that did not come to the deletion has left: it begins anew, if it ever does. */
    public static void withdraw(Workspace workspace, Operation operation) {
        workspace.phases().state().details().keySet().stream()
                .filter(name -> name.equals(PAUSED_FROM) || name.equals(QUIET_SINCE) || SourceBackups.isOurs(name))
                .forEach(operation::forget);
    }

    /** The application goes on, and may yet come back to the source, so the source has to follow again. */
    private void takeBack(Operation operation) throws InterruptedException {
        sync.resume(Directions.valueOf(detail(PAUSED_FROM).orElseThrow()));
        withdraw(workspace, operation);
    }

    private SourceBackups backups(Operation operation) {
        return new SourceBackups(
                workspace,
                services.backups().orElseThrow(() -> new IllegalStateException("checked before")),
                operation,
                waits);
    }

    private Optional<String> detail(String name) {
        return Optional.ofNullable(workspace.phases().state().details().get(name));
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
