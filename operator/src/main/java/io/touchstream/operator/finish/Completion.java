package io.touchstream.operator.finish;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.SegmentPass;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Phase;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Completes a migration: reverse sync ends, the source is seen to be unused, backed up, and deleted or left without the
 * marker. Each step finds out what is done already, so that the same command goes on where an earlier process ended.
 */
public final class Completion {
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
            Closing.begin(operation, Phase.COMPLETED);
        }
        listener.accept(Step.COMPLETED);
        sync.await();
        listener.accept(Step.SYNC_ENDED);
        // Last: up to here the way may yet lead back, behind the fence.
        if (SourceDeletion.left(workspace).size() == sources().size()) {
            fences.lower();
        }
        Closing.end(operation);
        listener.accept(Step.FENCES_DOWN);
        return true;
    }

    private boolean cleared(Operation operation) throws InterruptedException {
        CompletionAttempt attempt = new CompletionAttempt(workspace, operation);
        boolean cleared;
        try {
            cleared = (attempt.isDeleting() ? backUp(attempt, operation) : prepare(attempt, operation))
                    && clear(attempt, operation);
        } catch (RuntimeException | InterruptedException failure) {
            takeBackAfter(failure, attempt);
            throw failure;
        }
        if (!cleared) {
            attempt.takeBack(sync);
        }
        return cleared;
    }

    private boolean prepare(CompletionAttempt attempt, Operation operation) throws InterruptedException {
        Stop stop = operation.stop();
        attempt.dropOutdated(sync);
        if (attempt.isUnmeasured(waits.now())) {
            attempt.takeBack(sync);
        }
        if (!attempt.hasBegun()) {
            Directions before = sync.directions();
            // INVARIANT: without a fence, nothing but this tells of a write to the source after the last proof.
            if (settings.compared() && before.reverse() && !new SourceProof(workspace, progress).prove(stop)) {
                return false;
            }
            attempt.begin(before);
        }
        if (!sync.pause(stop)) {
            return false;
        }
        attempt.quiet(waits.now());
        listener.accept(Step.SYNC_PAUSED);
        if (services.capacity().isPresent()
                && !new SourceSilence(services.capacity().get(), waits)
                        .await(sources(), attempt.quietSince(), settings.window(), stop)) {
            return false;
        }
        requireUnbrokenSilence(attempt);
        listener.accept(Step.SILENT);
        return backUp(attempt, operation);
    }

    /**
     * INVARIANT: what is deleted was written by nobody since reverse sync ended, whenever an earlier process saw it silent, and
     * however long its backup took.
     */
    private void requireUnbrokenSilence(CompletionAttempt attempt) {
        if (settings.keepSource()) {
            // Nothing is lost, and what removes the marker writes it.
            return;
        }
        services.capacity()
                .ifPresent(capacity -> new SourceSilence(capacity, waits)
                        .requireUnbroken(sources(), attempt.quietSince(), settings.window()));
    }

    /** Of a source that is being deleted, what is left of it may have lost its backup meanwhile. */
    private boolean backUp(CompletionAttempt attempt, Operation operation) throws InterruptedException {
        Optional<SourceBackups> backups = backups(operation);
        if (backups.isPresent()) {
            Instant since = attempt.quietSince();
            for (String table : SourceDeletion.left(workspace)) {
                if (!backUp(backups.get(), table, since, operation.stop())) {
                    return false;
                }
            }
        }
        listener.accept(Step.BACKED_UP);
        return !operation.stop().isAsked();
    }

    private boolean backUp(SourceBackups backups, String table, Instant since, Stop stop) throws InterruptedException {
        return backups.backUp(table, since, stop)
                && (settings.exportTo() == null || backups.export(table, settings.exportTo(), since, stop));
    }

    private boolean clear(CompletionAttempt attempt, Operation operation) throws InterruptedException {
        if (!settings.keepSource()) {
            new SourceDeletion(workspace, operation, backups(operation))
                    .run(attempt, () -> requireUnbrokenSilence(attempt));
            return true;
        }
        return workspace.definition().touch().lane() == Lane.COPY
                || new SegmentPass(workspace, progress)
                        .run(Job.UNTOUCH, sources(), operation.stop())
                        .done();
    }

    /** Takes back what an earlier process has left, where there is a way back. */
    public void takeBack(Operation operation) throws InterruptedException {
        new CompletionAttempt(workspace, operation).takeBack(sync);
    }

    /** What went wrong may keep this from going well, too: then it is said, and that is all that can be done. */
    private void takeBackAfter(Exception failure, CompletionAttempt attempt) {
        try {
            attempt.takeBack(sync);
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

    private Optional<SourceBackups> backups(Operation operation) {
        return settings.backup()
                ? Optional.of(new SourceBackups(
                        workspace,
                        services.backups().orElseThrow(() -> new IllegalStateException("checked before")),
                        operation,
                        waits))
                : Optional.empty();
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
