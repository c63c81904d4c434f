package io.touchstream.operator.finish;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.SegmentPass;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Phase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Gives a migration up whose target nobody depends on: sync ends, the marker is removed where that is wished for, and the
 * target is deleted where that is. The source is not touched otherwise. Each step finds out what is done already, so that
 * the same command goes on where an earlier process ended.
 */
public final class Cancellation {
    /** The phases that lead to {@link Phase#CANCELLED}, and that one, to go on from where a process ended. */
    public static final Set<Phase> FROM = EnumSet.of(
            Phase.CREATED,
            Phase.SYNCHRONISING,
            Phase.TOUCHING,
            Phase.SYNCHRONISED,
            Phase.VERIFIED,
            Phase.REVERSED,
            Phase.CANCELLED);

    private final Workspace workspace;
    private final SyncEnd sync;
    private final Fences fences;
    private final Wishes wishes;
    private final Progress progress;
    private final Consumer<Step> listener;

    /** Names the steps, in their order. */
    public enum Step {
        /** The phase says that the migration is given up. */
        CANCELLED,
        /** Nothing synchronises any more. */
        SYNC_ENDED,
        /** No fence of ours stands before the target. */
        FENCES_DOWN,
        /** The source's items carry no marker. */
        UNTOUCHED,
        /** The target tables are gone. */
        TARGET_DELETED
    }

    /** Takes away what still keeps others from writing, also where an earlier process began to. */
    @FunctionalInterface
    public interface Fences {
        /** Takes it away. */
        void lower() throws InterruptedException;
    }

    /**
     * Says what is wished for beyond the end of sync.
     *
     * @param untouch remove the marker from the source's items
     * @param deleteTarget delete the target tables
     */
    public record Wishes(boolean untouch, boolean deleteTarget) {}

    /**
     * Says what was done.
     *
     * @param done whether it came to its end; false where that was asked for first
     * @param untouched what the removal of the marker came to; empty where it was not wished for
     * @param deleted the target tables that were deleted
     */
    public record Outcome(boolean done, Map<String, Long> untouched, List<String> deleted) {}

    /**
     * Creates it.
     *
     * @param fences are taken down once nothing synchronises any more
     * @param listener is told of each step once it is done
     */
    public Cancellation(
            Workspace workspace,
            SyncEnd sync,
            Fences fences,
            Wishes wishes,
            Progress progress,
            Consumer<Step> listener) {
        this.workspace = workspace;
        this.sync = sync;
        this.fences = fences;
        this.wishes = wishes;
        this.progress = progress;
        this.listener = listener;
    }

    /** Says what would happen, step by step. */
    public static List<String> preview(MigrationDefinition definition, Wishes wishes) {
        List<String> lines = new ArrayList<>();
        lines.add("sync ends, wherever it runs, and the migration is cancelled");
        if (untouches(definition, wishes)) {
            lines.add("the attribute " + definition.touch().marker() + " is removed from the items of "
                    + String.join(", ", definition.source().tables().keySet()));
        }
        lines.add(
                wishes.deleteTarget()
                        ? "deleted: "
                                + String.join(", ", definition.target().tables().keySet())
                        : "kept: "
                                + String.join(", ", definition.target().tables().keySet()));
        return lines;
    }

    /**
     * Makes sure that no source table is among those to be deleted.
     *
     * @throws UsageException when one is
     */
    public static void requireDeletable(MigrationDefinition definition) {
        Set<String> both = new TreeSet<>(definition.target().tables().keySet());
        both.retainAll(definition.source().tables().keySet());
        if (!both.isEmpty()) {
            throw new UsageException("table " + String.join(", ", both)
                    + " is the migration's source as well as its target: it is never deleted here");
        }
    }

    /**
     * Gives the migration up.
     *
     * @throws UsageException when the target is to be deleted and is protected from that; nothing was changed
     */
    public Outcome run(Operation operation) throws InterruptedException {
        if (wishes.deleteTarget()) {
            DeletionProtection.requireNone(
                    workspace, workspace.definition().target().tables().keySet());
        }
        if (operation.phase() != Phase.CANCELLED) {
            Closing.begin(operation, Phase.CANCELLED);
        }
        listener.accept(Step.CANCELLED);
        sync.await();
        listener.accept(Step.SYNC_ENDED);
        fences.lower();
        Closing.end(operation);
        listener.accept(Step.FENCES_DOWN);
        Map<String, Long> untouched = Map.of();
        MigrationDefinition definition = workspace.definition();
        if (untouches(definition, wishes)) {
            SegmentPass.Outcome pass = new SegmentPass(workspace, progress)
                    .run(Job.UNTOUCH, definition.source().tables().keySet(), operation.stop());
            untouched = pass.counts();
            if (!pass.done()) {
                return new Outcome(false, untouched, List.of());
            }
            listener.accept(Step.UNTOUCHED);
        }
        return new Outcome(true, untouched, wishes.deleteTarget() ? delete(operation) : List.of());
    }

    private List<String> delete(Operation operation) {
        MigrationDefinition definition = workspace.definition();
        requireDeletable(definition);
        Tables tables = new Tables(workspace.client());
        for (String table : definition.target().tables().keySet()) {
            operation.renewLock();
            tables.delete(table);
        }
        listener.accept(Step.TARGET_DELETED);
        return List.copyOf(definition.target().tables().keySet());
    }

    /** In the copy lane the source was never written. */
    private static boolean untouches(MigrationDefinition definition, Wishes wishes) {
        return wishes.untouch() && definition.touch().lane() == Lane.TOUCH;
    }
}
