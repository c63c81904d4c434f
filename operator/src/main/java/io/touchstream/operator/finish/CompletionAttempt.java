package io.touchstream.operator.finish;

import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.PhaseState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Remembers in the phase's row how far an attempt to complete has come, so that another process goes on with it or takes it
 * back. Up to the deletion there is a way back: sync runs again, and nothing of the attempt counts any more.
 */
public final class CompletionAttempt {
    /** In which directions sync ran before. */
    private static final String PAUSED_FROM = "pausedFrom";
    /** When sync was off, after which nothing of ours writes the source. */
    private static final String QUIET_SINCE = "quietSince";
    /** That everything which must come before has been seen, and the source's tables are being deleted. */
    private static final String DELETING = "deleting";

    /** CloudWatch keeps measures by the minute for 15 days. Source: CloudWatch user guide, "Metrics retention". */
    private static final Duration MEASURED = Duration.ofDays(14);

    private final Workspace workspace;
    private final Operation operation;

    CompletionAttempt(Workspace workspace, Operation operation) {
        this.workspace = workspace;
        this.operation = operation;
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
     * Forgets what a completion that did not come to the deletion has left: it begins anew, if it ever does. One that did needs all of
     * it to come to its end.
     */
    public static void withdraw(Workspace workspace, Operation operation) {
        CompletionAttempt attempt = new CompletionAttempt(workspace, operation);
        if (!attempt.isDeleting()) {
            attempt.forgetBackups();
            attempt.forget(PAUSED_FROM::equals);
        }
    }

    /**
     * INVARIANT: a backup is of a source that nothing of ours has written since. Where sync runs again, or the writers have
     * moved anew, what a process that died has left says nothing of it.
     */
    void dropOutdated(SyncEnd sync) {
        if (sync.directions() != Directions.NONE || isQuietSinceBeforeTheSwitch()) {
            withdraw(workspace, operation);
        }
    }

    /**
     * INVARIANT: no time passes with sync off of which nothing tells whether the source was written. It does while a process that
     * died has switched sync off, or begun to take that back, without knowing when it was off; and once measures end.
     */
    boolean isUnmeasured(Instant now) {
        return hasBegun()
                && detail(QUIET_SINCE)
                        .map(Instant::parse)
                        .filter(quiet -> quiet.isAfter(now.minus(MEASURED)))
                        .isEmpty();
    }

    /** Tells whether sync is being switched off, or is off. */
    boolean hasBegun() {
        return detail(PAUSED_FROM).isPresent();
    }

    /** Begins it. */
    void begin(Directions before) {
        operation.remember(PAUSED_FROM, before.name());
    }

    /** Remembers that sync is off, unless that is known already. */
    void quiet(Instant now) {
        if (detail(QUIET_SINCE).isEmpty()) {
            operation.remember(QUIET_SINCE, now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    /** Returns since when sync is off. */
    Instant quietSince() {
        return Instant.parse(detail(QUIET_SINCE).orElseThrow());
    }

    /** Remembers that the source is being deleted. */
    void deleting() {
        operation.remember(DELETING, "true");
    }

    /** Remembers that nothing of the source was deleted after all. */
    void spared() {
        operation.forget(DELETING);
    }

    boolean isDeleting() {
        return isDeleting(workspace.phases().state());
    }

    /**
     * Lets sync run again that an earlier process has switched off, unless the source is being deleted: the application goes on, and may
     * yet come back to the source.
     */
    void takeBack(SyncEnd sync) throws InterruptedException {
        Optional<String> before = detail(PAUSED_FROM);
        if (before.isEmpty() || isDeleting()) {
            return;
        }
        // The backups first: wherever this ends, none is taken for that of a source which is written again.
        forgetBackups();
        sync.resume(Directions.valueOf(before.get()));
        operation.forget(PAUSED_FROM);
    }

    private boolean isQuietSinceBeforeTheSwitch() {
        Instant switched = workspace.phases().state().since();
        return switched != null
                && detail(QUIET_SINCE)
                        .filter(quiet -> Instant.parse(quiet).isBefore(switched.truncatedTo(ChronoUnit.SECONDS)))
                        .isPresent();
    }

    private void forgetBackups() {
        forget(name -> name.equals(QUIET_SINCE) || SourceBackups.isOurs(name));
    }

    private void forget(Predicate<String> which) {
        workspace.phases().state().details().keySet().stream().filter(which).forEach(operation::forget);
    }

    private Optional<String> detail(String name) {
        return Optional.ofNullable(workspace.phases().state().details().get(name));
    }
}
