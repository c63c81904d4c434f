package io.touchstream.operator.cutover;

import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.procedure.ReverseVerify;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncHeartbeats;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves the writers back to the source, all at once: the target is fenced, so that it is static; what was written there flows
 * back; reverse sync is switched off; the source is proven to hold it; then the application may write the source.
 *
 * <pre>
 *     writing-target --(fence written down)--> fence up --> silent --> drained --> sync off --> proven
 *           ^                                      |                                               |
 *           +------- fence down, sync on <---------+            go <-- source's fence down <-- reversed
 * </pre>
 *
 * <p>Whatever ends it, it is run again and goes on. As long as the phase is writing-target, a failed check or a wish to end
 * takes it back. The target's fence stands until the migration is given up: nothing carries anything from there any more.
 */
public final class SecondCutover {
    /** What an item of the target itself is the cause of; a collision may be over as soon as the next change arrives. */
    static final Set<Cause> LASTING = Set.copyOf(EnumSet.complementOf(EnumSet.of(Cause.COLLISION)));

    private final Cutover cutover;
    private final BackFlow flow;
    private final Enclosure target;

    SecondCutover(Cutover cutover) {
        this.cutover = cutover;
        this.flow = new BackFlow(cutover.workspace(), cutover.operation().stop());
        this.target = new Enclosure(cutover, "target", "rollback");
    }

    /** Tells whether one was begun that has not come to its end: the application can write nowhere. */
    public static boolean isUnderWay(PhaseState state) {
        return state.details().containsKey(Cutover.BACK_BEGAN)
                && !state.details().containsKey(Cutover.BACK_ENDED);
    }

    /** Begins it, or goes on where an earlier process ended. */
    public BackReport run() throws InterruptedException {
        if (cutover.operation().phase() == Phase.REVERSED) {
            return go(null);
        }
        if (!cutover.remembered(Cutover.BACK_BEGAN).isEmpty()) {
            return fenced();
        }
        if (!cutover.runSync(Directions.REVERSE, stop())) {
            return report(Outcome.BLOCKED, target.asked(), null);
        }
        List<Blocker> blockers = obstacles(LASTING);
        if (!blockers.isEmpty()) {
            return report(Outcome.BLOCKED, blockers, null);
        }
        cutover.steps().reached(Step.CHECKED);
        // INVARIANT: what the fence takes the place of is written down before it is raised.
        cutover.operation().remember(Cutover.TARGET_FENCE, cutover.targets().record());
        cutover.operation().remember(Cutover.BACK_BEGAN, now().toString());
        cutover.steps().reached(Step.ANNOUNCED);
        return fenced();
    }

    private BackReport fenced() throws InterruptedException {
        String barrier = cutover.renewed(Cutover.TARGET_FENCE, cutover.targets());
        Proof<ReverseVerify.Report> proof = target.attempt(() -> enclosed(barrier));
        if (!proof.holds()) {
            return takeBack(proof);
        }
        // INVARIANT: the application's go comes after the proof on static tables, and never without it.
        cutover.steps().reached(Step.PROVEN);
        target.insist(() -> {
            new Soundness(cutover.workspace().control(), Direction.REVERSE).mend(now());
            cutover.operation().advance(Phase.REVERSED);
        });
        cutover.steps().reached(Step.SWITCHED);
        return go(proof.verified());
    }

    private Proof<ReverseVerify.Report> enclosed(String barrier) throws InterruptedException {
        // An earlier process may have switched it off; without it nothing flows back.
        if (!cutover.runSync(Directions.REVERSE, stop())) {
            return Proof.lacking(target.asked());
        }
        List<Blocker> open = target.close(
                cutover.targets(),
                barrier,
                new SyncHeartbeats(cutover.workspace().control(), Direction.REVERSE));
        if (!open.isEmpty()) {
            return Proof.lacking(open);
        }
        List<Blocker> blockers = obstacles(EnumSet.allOf(Cause.class));
        if (!blockers.isEmpty()) {
            return Proof.lacking(blockers);
        }
        cutover.steps().reached(Step.DRAINED);
        return still();
    }

    /** Nothing changes the tables any more, once sync is off. */
    private Proof<ReverseVerify.Report> still() throws InterruptedException {
        if (!cutover.runSync(Directions.NONE, stop())) {
            return Proof.lacking(target.asked());
        }
        cutover.steps().reached(Step.SYNC_OFF);
        ReverseVerify.Report verified = new ReverseVerify(cutover.workspace(), Duration.ZERO).verify(stop());
        if (verified.equal()) {
            return new Proof<>(List.of(), verified);
        }
        return new Proof<>(verified.complete() ? List.of(differs(verified)) : target.asked(), verified);
    }

    /** The switch is made: what remains is done whoever asks for the end. */
    private BackReport go(ReverseVerify.@Nullable Report verified) throws InterruptedException {
        target.insist(() -> {
            cutover.operation().requireLock();
            cutover.sources().lower(cutover.remembered(Cutover.FENCE));
        });
        cutover.steps().reached(Step.FENCE_DOWN);
        cutover.rememberFirst(Cutover.BACK_ENDED, now().toString());
        cutover.steps().reached(Step.GO);
        return report(Outcome.DONE, List.of(), verified);
    }

    private BackReport takeBack(Proof<ReverseVerify.Report> proof) throws InterruptedException {
        target.takeBack(new TargetFenceRollback(cutover)::run, "cutover writes", proof.blockers());
        return report(Outcome.TAKEN_BACK, proof.blockers(), proof.verified());
    }

    private List<Blocker> obstacles(Set<Cause> causes) throws InterruptedException {
        List<Blocker> late = flow.drain(cutover.settings().maxLag());
        if (stop().isAsked()) {
            return target.asked();
        }
        return late.isEmpty() ? flow.left(causes) : late;
    }

    private static Blocker differs(ReverseVerify.Report verified) {
        return new Blocker(
                verified.different() + " items of the source are not what the target says",
                "look at status and quarantine list; find out why reverse sync has not carried them back");
    }

    private BackReport report(Outcome outcome, List<Blocker> blockers, ReverseVerify.@Nullable Report verified) {
        return new BackReport(
                outcome,
                blockers,
                verified,
                cutover.pause(Cutover.BACK_BEGAN, Cutover.BACK_ENDED),
                cutover.steps().reached());
    }

    private Stop stop() {
        return cutover.operation().stop();
    }

    private Instant now() {
        return cutover.waiting().clock().instant();
    }
}
