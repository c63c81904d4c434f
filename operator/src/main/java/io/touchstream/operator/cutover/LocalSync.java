package io.touchstream.operator.cutover;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.SyncSwitch;
import io.touchstream.protocol.control.SyncSwitch.Wish;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sync on this machine, or beside it: the process that holds the lock of sync does what is wished for. Where none does, this
 * one takes the lock and synchronises until it is closed.
 */
final class LocalSync implements SyncControl {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** A request of a process that was killed may land so much later. Source: the attempt time-out of sync's client. */
    private static final Duration LATE_REQUESTS = Duration.ofSeconds(5);

    private final Workspace workspace;
    private final Path failures;
    private final String command;
    private final Progress progress;
    private final Waiting waiting;
    private final Stop lost = new Stop();
    private @Nullable LockKeeper own;
    private @Nullable MigrationRun sync;

    /**
     * Creates it; starts nothing yet.
     *
     * @param failures where records go that were given up
     * @param command what the lock is taken for
     */
    LocalSync(Workspace workspace, Path failures, String command, Progress progress, Waiting waiting) {
        this.workspace = workspace;
        this.failures = failures;
        this.command = command;
        this.progress = progress;
        this.waiting = waiting;
    }

    @Override
    public boolean run(Directions directions, Stop stop) throws InterruptedException {
        SyncSwitch wishes = workspace.syncSwitch();
        if (wishes.wish().directions() != directions || !wishes.wish().fulfilled()) {
            wishes.want(directions, Instant.now());
        }
        return await(wishes, stop);
    }

    @Override
    public boolean runAnew(Directions directions, Stop stop) throws InterruptedException {
        SyncSwitch wishes = workspace.syncSwitch();
        wishes.wantAnew(directions, Instant.now());
        return await(wishes, stop);
    }

    private boolean await(SyncSwitch wishes, Stop stop) throws InterruptedException {
        End end = waiting.heeding(stop).until(() -> unfulfilled(wishes), STEP, PATIENCE);
        if (end == End.LATE) {
            throw new UnusableException("whoever synchronises has not answered in " + PATIENCE.toSeconds()
                    + " s: look at its output, end it, then do this again");
        }
        return end == End.DONE;
    }

    private Optional<String> unfulfilled(SyncSwitch wishes) throws InterruptedException {
        requireSomebody();
        Wish wish = wishes.wish();
        return wish.fulfilled() ? Optional.empty() : Optional.of("until sync runs " + wish.directions());
    }

    /** Makes sure that somebody synchronises: whoever holds the lock, or this process. */
    private void requireSomebody() throws InterruptedException {
        if (own != null) {
            own.requireHeld();
            return;
        }
        try {
            own = LockKeeper.ofSync(workspace, command, lost);
        } catch (UnusableException held) {
            return;
        }
        if (own.takenFrom().isPresent()) {
            waiting.sleep(LATE_REQUESTS);
        }
        sync = new MigrationRun(workspace, lost, progress);
        sync.synchronise(UnaryOperator.identity(), failures, line -> {});
    }

    @Override
    public boolean endsWithThisProcess() {
        return own != null;
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
        }
        if (own != null) {
            own.close();
        }
    }
}
