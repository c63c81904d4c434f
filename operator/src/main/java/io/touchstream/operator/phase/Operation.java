package io.touchstream.operator.phase;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.History.End;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.History.Outcome;
import io.touchstream.protocol.control.Lease;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.PhaseState.Failure;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command at work on a migration: it holds the lock, has found the phase that it needs, and is written down in the
 * history with what comes of it. Not for several threads.
 */
public final class Operation implements AutoCloseable {
    /** The phases of steps 1 to 3, in their order. */
    private static final List<Phase> WAY =
            List.of(Phase.CREATED, Phase.SYNCHRONISING, Phase.TOUCHING, Phase.SYNCHRONISED);

    private final Workspace workspace;
    private final Stop stop;
    private final LockKeeper lock;
    private Entry entry;
    private Phase phase;
    private @Nullable String note;

    private Operation(Workspace workspace, Stop stop, LockKeeper lock, Entry entry) {
        this.workspace = workspace;
        this.stop = stop;
        this.lock = lock;
        this.entry = entry;
        this.phase = entry.before();
    }

    /**
     * Takes the lock and writes the beginning down. Where it refuses, it has written nothing.
     *
     * @param stop is asked where the lock is lost
     * @throws UsageException when the phase or the definition is another than the command needs
     * @throws UnusableException when the migration was not begun, or another process holds the lock
     */
    public static Operation begin(Workspace workspace, OperationRequest request, Stop stop) {
        return begin(workspace, request, stop, Clock.systemUTC());
    }

    static Operation begin(Workspace workspace, OperationRequest request, Stop stop, Clock clock) {
        if (new Tables(workspace.client()).find(workspace.control().name()).isPresent()) {
            request.require(workspace);
        } else {
            request.requireMayBegin(workspace);
            new Tables(workspace.client()).ensureControl(workspace.control());
        }
        LockKeeper lock = LockKeeper.ofOperator(workspace, request.command(), stop, clock);
        try {
            PhaseState state = request.require(workspace);
            Instant now = now();
            settle(workspace, state, now);
            Entry entry = new Entry(
                    now,
                    lock.token(),
                    who(),
                    request.command(),
                    workspace.definition().checksum(),
                    state.phase(),
                    null);
            workspace.history().save(entry);
            return new Operation(workspace, stop, lock, entry);
        } catch (RuntimeException refusal) {
            lock.close();
            throw refusal;
        }
    }

    /** Returns the wish to end: the operator's, or for want of the lock. */
    public Stop stop() {
        return stop;
    }

    /** Returns the phase in which the migration is. */
    public Phase phase() {
        return phase;
    }

    /** Returns from whom the lock was taken over; nothing where it was free. */
    public Optional<Lease> takenFrom() {
        return lock.takenFrom();
    }

    /**
     * Goes to another phase.
     *
     * @throws UnusableException when another operator has changed the phase meanwhile
     */
    public void advance(Phase to) {
        advance(to, Map.of());
    }

    /** As {@link #advance(Phase)}, and remembers details in the same write. */
    public void advance(Phase to, Map<String, String> details) {
        requireLock();
        if (!workspace.phases().advance(phase, to, who(), now(), details)) {
            throw otherPhase();
        }
        phase = to;
    }

    /** Goes to a phase of steps 1 to 3, through all that lie between. */
    public void reach(Phase to) {
        while (phase != to) {
            advance(phase.mayBecome(to) ? to : towards(phase));
        }
    }

    /**
     * Has the phase remember something that must survive this process.
     *
     * @throws UnusableException when another operator has changed the phase meanwhile
     */
    public void remember(String name, String value) {
        requireLock();
        if (!workspace.phases().remember(phase, name, value)) {
            throw otherPhase();
        }
    }

    /** Has the phase forget what it remembers under a name. */
    public void forget(String name) {
        requireLock();
        if (!workspace.phases().forget(phase, name)) {
            throw otherPhase();
        }
    }

    /** Adds a remark to what the history will say of this command; in one line. */
    public void note(String remark) {
        note = note == null ? remark : note + "; " + remark;
    }

    /**
     * Makes sure that this process still holds the lock.
     *
     * @throws UnusableException when it was lost
     */
    public void requireLock() {
        lock.requireHeld();
    }

    /**
     * As {@link #requireLock}, and renews it first: before what cannot be undone.
     *
     * @throws UnusableException when it was lost
     */
    public void renewLock() {
        lock.requireRenewed();
    }

    /**
     * Writes down that the command did what was asked, or found what it looks for, and gives the lock back. Does nothing the
     * second time: a command may go on with what needs no lock.
     *
     * @throws UnusableException when the lock was lost before
     */
    public void end(Outcome outcome) {
        if (entry.end() != null) {
            return;
        }
        requireLock();
        end(outcome, note, null);
        if (workspace.phases().state().failure() != null) {
            workspace.phases().succeed(phase);
        }
        lock.close();
    }

    /** Writes down that the command failed, and what is to be done, and gives the lock back. */
    public void fail(String cause, String next) {
        if (entry.end() != null) {
            return;
        }
        Instant now = now();
        end(Outcome.FAILED, cause, next);
        workspace.phases().fail(phase, new Failure(cause, next, now));
        lock.close();
    }

    /** Gives the lock back, where nothing was written down: for want of a connection, for instance. */
    @Override
    public void close() {
        lock.close();
    }

    private UnusableException otherPhase() {
        return new UnusableException("the phase is no longer " + phase + " but "
                + workspace.phases().state().phase() + ": another operator changed it; look at history");
    }

    private void end(Outcome outcome, @Nullable String detail, @Nullable String next) {
        entry = entry.ended(new End(now(), phase, outcome, detail, next));
        workspace.history().save(entry);
    }

    /** Records a phase that was derived, so that the steps from here on are steps from a recorded one. */
    private static void settle(Workspace workspace, PhaseState state, Instant now) {
        workspace.appliedDefinition().applyFirst(workspace.definition());
        if (state.isRecorded()) {
            return;
        }
        for (Phase recorded = Phase.CREATED; recorded != state.phase(); recorded = towards(recorded)) {
            workspace.phases().advance(recorded, towards(recorded), who(), now);
        }
    }

    private static Phase towards(Phase phase) {
        return phase == Phase.VERIFIED ? Phase.SYNCHRONISED : WAY.get(WAY.indexOf(phase) + 1);
    }

    private static String who() {
        return LocalProcess.owner().who();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
