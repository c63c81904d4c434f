package io.touchstream.operator.finish;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.RunExecutions;
import io.touchstream.operator.deployed.Stack;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Mappings;
import io.touchstream.operator.service.Mappings.Mapping;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Lease;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.SyncSwitch;
import io.touchstream.protocol.control.SyncSwitch.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Ends a migration's sync: for a while, or for good once its phase says that the migration is over. A process on a machine
 * goes by what is wished for, and ends by itself when it sees such a phase; the mappings of a stack are switched.
 */
public final class SyncEnd {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Workspace workspace;
    private final Optional<Deployment> deployment;
    private final Services services;
    private final Waits waits;

    /**
     * Creates it.
     *
     * @param deployment the stack that the migration is deployed as, if it is
     */
    public SyncEnd(Workspace workspace, Optional<Deployment> deployment, Services services, Waits waits) {
        this.workspace = workspace;
        this.deployment = deployment;
        this.services = services;
        this.waits = waits;
    }

    /**
     * Waits until nothing synchronises any more, once the phase is an end. It is not to be stopped half-way.
     *
     * @throws io.touchstream.operator.UnusableException when something still does after ten minutes
     */
    public void await() throws InterruptedException {
        Stop never = new Stop();
        if (deployment.isEmpty()) {
            waits.until(this::stillSynchronising, STEP, PATIENCE, never);
            return;
        }
        RunExecutions executions = new RunExecutions(deployment.get());
        workspace.runs().all().stream()
                .filter(run -> run.finishedAt() == null)
                .map(Run::id)
                .forEach(run -> executions.stop(run, "the migration is over"));
        switchTo(allMappings(deployment.get().stack()), false, never);
    }

    /** Returns the directions in which sync is to run at present. */
    Directions directions() {
        if (deployment.isEmpty()) {
            return workspace.syncSwitch().wish().directions();
        }
        boolean forward = isOn(deployment.get().stack().mappings().values());
        boolean reverse = isOn(deployment.get().stack().reverseMappings().values());
        if (forward) {
            return reverse ? Directions.BOTH : Directions.FORWARD;
        }
        return reverse ? Directions.REVERSE : Directions.NONE;
    }

    /**
     * Switches sync off, and waits until it is, and until what it has invoked before is over.
     *
     * @return false where the end was asked for first
     */
    boolean pause(Stop stop) throws InterruptedException {
        if (deployment.isPresent()) {
            Collection<String> ids = allMappings(deployment.get().stack());
            return switchTo(ids, false, stop) && outlast(ids, stop);
        }
        SyncSwitch wishes = workspace.syncSwitch();
        if (wishes.wish().directions() != Directions.NONE) {
            wishes.want(Directions.NONE, waits.now());
        }
        return waits.until(this::unanswered, STEP, PATIENCE, stop);
    }

    /** Switches sync on again, in the directions in which it ran before the pause. */
    void resume(Directions before) throws InterruptedException {
        if (deployment.isEmpty()) {
            workspace.syncSwitch().want(before, waits.now());
            return;
        }
        Stack stack = deployment.get().stack();
        if (before.forward()) {
            switchTo(stack.mappings().values(), true, new Stop());
        }
        if (before.reverse()) {
            switchTo(stack.reverseMappings().values(), true, new Stop());
        }
    }

    private boolean isOn(Collection<String> ids) {
        return ids.stream().anyMatch(id -> !mappings().find(id).isDisabled());
    }

    private Mappings mappings() {
        return services.mappings().orElseThrow(() -> new IllegalStateException("a stack is on AWS"));
    }

    private Optional<String> unanswered() {
        Wish wish = workspace.syncSwitch().wish();
        return wish.fulfilled() ? Optional.empty() : stillSynchronising();
    }

    private Optional<String> stillSynchronising() {
        return LockKeeper.holder(workspace.syncLock()).map((Lease lease) -> lease + " still synchronises");
    }

    private static Collection<String> allMappings(Stack stack) {
        List<String> ids = new ArrayList<>(stack.mappings().values());
        ids.addAll(stack.reverseMappings().values());
        return ids;
    }

    private boolean outlast(Collection<String> ids, Stop stop) throws InterruptedException {
        for (String id : ids) {
            if (!waits.until(() -> lastInvocation(mappings(), id), STEP, PATIENCE, stop)) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> lastInvocation(Mappings mappings, String id) {
        Instant over = mappings.find(id).since().plus(mappings.longestInvocation(id));
        return waits.now().isBefore(over)
                ? Optional.of("until " + over + ", when the last invocation of event source mapping " + id
                        + " is over whatever became of it")
                : Optional.empty();
    }

    private boolean switchTo(Collection<String> ids, boolean enabled, Stop stop) throws InterruptedException {
        for (String id : ids) {
            if (!waits.until(() -> unsettled(mappings(), id, enabled), STEP, PATIENCE, stop)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> unsettled(Mappings mappings, String id, boolean enabled) {
        Mapping mapping = mappings.find(id);
        if (enabled ? mapping.isEnabled() : mapping.isDisabled()) {
            return Optional.empty();
        }
        if (enabled ? mapping.isDisabled() : mapping.isEnabled()) {
            mappings.switchTo(id, enabled);
        }
        return Optional.of("event source mapping " + id + " is still " + mapping.state());
    }
}
