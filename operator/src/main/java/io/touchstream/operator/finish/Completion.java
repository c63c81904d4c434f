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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

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
    private final Cancellation.Fences fences;
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
        SYNC_ENDED,
        /** No fence of ours stands before the source, where that is kept. */
        FENCES_DOWN
    }

    /**
     * Creates it.
     *
     * @param fences are taken down once the migration is completed with its source kept
     * @param listener is told of each step once it is done
     */
    public Completion(
            Workspace workspace,
            Services services,
            SyncEnd sync,
            Cancellation.Fences fences,
            CompletionSettings settings,
            Waits waits,
            Progress progress,
            Consumer<Step> listener) {
        this.workspace = workspace;
        this.services = services;
        this.sync = sync;
        this.fences = fences;
        this.settings = settings;
        this.waits = waits;
        this.progress = progress;
        this.listener = listener;
    }

    /** Tells whether a migration's source is being deleted, after which there is no way but on. */
    public static boolean isDeleting(PhaseState state) {
        return state.details().containsKey(DELETING);
    }

    /** Tells whether one was begun that has switched sync off and has come to no end; there is a way back still. */
    public static boolean isPaused(PhaseState state) {
        return state.details().containsKey(PAUSED_FROM)
                && !isDeleting(state)
                && !state.phase().isEnd();
    }

    /**
     * Completes it.
     *
     * @return false where the end was asked for first. Reverse sync is on again then, as it is where this fails, unless the
     *     source is being deleted
     */
    public boolean run(Operation operation) throws InterruptedException {
        if (operation.phase() == Phase.WRITING_TARGET) {
            if (!cleared(operation)) {
                return false;
            }
            listener.accept(Step.CLEARED);
            operation.advance(Phase.COMPLETED);
        }
        listener.accept(Step.COMPLETED);
        sync.await();
        listener.accept(Step.SYNC_ENDED);
        // Last: up to here the way may yet lead back, behind the fence.
        if (tablesLeft().size() == sources().size()) {
            fences.lower();
        }
        listener.accept(Step.FENCES_DOWN);
        return true;
    }

    private boolean cleared(Operation operation) throws InterruptedException {
        boolean cleared;
        try {
            cleared = (isDeleting() ? backUp(operation) : prepare(operation)) && clear(operation);
        } catch (RuntimeException | InterruptedException failure) {
            takeBackAfter(failure, operation);
            throw failure;
        }
        if (!cleared) {
            takeBack(operation);
        }
        return cleared;
    }

    private boolean prepare(Operation operation) throws InterruptedException {
        Stop stop = operation.stop();
        dropOutdated(operation);
        if (detail(PAUSED_FROM).isEmpty()) {
            Directions before = sync.directions();
            // INVARIANT: without a fence, nothing but this tells of a write to the source after the last proof.
            if (settings.compared() && before.reverse() && !new SourceProof(workspace, progress).prove(stop)) {
                return false;
            }
            operation.remember(PAUSED_FROM, before.name());
        }
        if (!sync.pause(stop)) {
            return false;
        }
        if (detail(QUIET_SINCE).isEmpty()) {
            operation.remember(
                    QUIET_SINCE, waits.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        listener.accept(Step.SYNC_PAUSED);
        if (services.capacity().isPresent()
                && !new SourceSilence(services.capacity().get(), waits)
                        .await(sources(), quietSince(), settings.window(), stop)) {
            return false;
        }
        requireUnbrokenSilence();
        listener.accept(Step.SILENT);
        return backUp(operation);
    }

    /**
     * INVARIANT: what is deleted was written by nobody since reverse sync ended, whenever an earlier process saw it silent, and
     * however long its backup took.
     */
    private void requireUnbrokenSilence() {
        if (settings.keepSource()) {
            // Nothing is lost, and what removes the marker writes it.
            return;
        }
        services.capacity()
                .ifPresent(capacity ->
                        new SourceSilence(capacity, waits).requireUnbroken(sources(), quietSince(), settings.window()));
    }

    /** Of a source that is being deleted, what is left of it may have lost its backup meanwhile. */
    private boolean backUp(Operation operation) throws InterruptedException {
        if (settings.backup()) {
            SourceBackups backups = backups(operation);
            Instant since = quietSince();
            for (String table : tablesLeft()) {
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
        List<String> left = tablesLeft();
        if (!isDeleting()) {
            // INVARIANT: there is a way back until nothing is known that would keep the source from being deleted.
            DeletionProtection.requireNone(workspace, left);
            left.forEach(table -> requireBackup(operation, table));
            requireUnbrokenSilence();
            operation.remember(DELETING, "true");
        }
        for (String table : left) {
            // INVARIANT: no source is deleted without a backup that is available, unless that was asked for by name.
            requireBackup(operation, table);
            operation.renewLock();
            delete(operation, table);
        }
    }

    private void delete(Operation operation, String table) {
        try {
            new Tables(workspace.client()).delete(table);
        } catch (DynamoDbException refused) {
            // For want of a permission, for instance: where nothing is lost, the way back stays open.
            if (refused.statusCode() / 100 == 4 && isIntact()) {
                operation.forget(DELETING);
            }
            throw refused;
        }
    }

    private boolean isIntact() {
        Tables tables = new Tables(workspace.client());
        return sources().stream()
                .allMatch(table -> tables.find(table)
                        .filter(found -> found.tableStatus() != TableStatus.DELETING)
                        .isPresent());
    }

    private void requireBackup(Operation operation, String table) {
        if (settings.backup()) {
            backups(operation).requireAvailable(table);
        }
    }

    /** Forgets what a completion that did not come to the deletion has left: it begins anew, if it ever does. */
    public static void withdraw(Workspace workspace, Operation operation) {
        forgetBackups(workspace, operation);
        forget(workspace, operation, PAUSED_FROM::equals);
    }

    private static void forgetBackups(Workspace workspace, Operation operation) {
        forget(workspace, operation, name -> name.equals(QUIET_SINCE) || SourceBackups.isOurs(name));
    }

    private static void forget(Workspace workspace, Operation operation, Predicate<String> which) {
        workspace.phases().state().details().keySet().stream().filter(which).forEach(operation::forget);
    }

    /**
     * INVARIANT: a backup is of a source that nothing of ours has written since. Where sync runs again, or the writers have
     * moved anew, what a process that died has left says nothing of it.
     */
    private void dropOutdated(Operation operation) {
        if (sync.directions() != Directions.NONE || isQuietSinceBeforeTheSwitch()) {
            withdraw(workspace, operation);
        }
    }

    private boolean isQuietSinceBeforeTheSwitch() {
        Instant switched = workspace.phases().state().since();
        return switched != null
                && detail(QUIET_SINCE)
                        .filter(quiet -> Instant.parse(quiet).isBefore(switched.truncatedTo(ChronoUnit.SECONDS)))
                        .isPresent();
    }

    /**
     * Lets sync run again that an earlier process has switched off, unless the source is being deleted: the application goes on, and may
     * yet come back to the source.
     */
    public void takeBack(Operation operation) throws InterruptedException {
        Optional<String> before = detail(PAUSED_FROM);
        if (before.isEmpty() || isDeleting()) {
            return;
        }
        // The backups first: wherever this ends, none is taken for that of a source which is written again.
        forgetBackups(workspace, operation);
        sync.resume(Directions.valueOf(before.get()));
        operation.forget(PAUSED_FROM);
    }

    /** What went wrong may keep this from going well, too: then it is said, and that is all that can be done. */
    private void takeBackAfter(Exception failure, Operation operation) {
        try {
            takeBack(operation);
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
            sayThatSyncIsOff();
        } catch (InterruptedException again) {
            sayThatSyncIsOff();
            Thread.currentThread().interrupt();
        }
    }

    private void sayThatSyncIsOff() {
        progress.say("reverse sync may be off still: go on with complete, or switch it on with cutover writes; after a"
                + " day no way leads back, since the stream keeps no more");
    }

    private SourceBackups backups(Operation operation) {
        return new SourceBackups(
                workspace,
                services.backups().orElseThrow(() -> new IllegalStateException("checked before")),
                operation,
                waits);
    }

    private boolean isDeleting() {
        return isDeleting(workspace.phases().state());
    }

    private Instant quietSince() {
        return Instant.parse(detail(QUIET_SINCE).orElseThrow());
    }

    private List<String> tablesLeft() {
        Tables tables = new Tables(workspace.client());
        return sources().stream()
                .filter(table -> tables.find(table).isPresent())
                .toList();
    }

    private Optional<String> detail(String name) {
        return Optional.ofNullable(workspace.phases().state().details().get(name));
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
