package io.touchstream.operator.cutover;

import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.touch.verify.VerifyReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a {@link GradualCutover} once all writers have moved: the source is seen to be written by nobody, what was written to it has
 * arrived, sync from source to target is off, and the target holds what the source yields, but for the application's own.
 *
 * <pre>
 *     both directions --> forward only --> silent --> drained --> sync off --> proven --> all have moved --> reverse only
 *           ^                                                         |
 *           +-- as before <-------------------------------------------+
 * </pre>
 *
 * <p>The application writes the target all the while; what it writes flows back afterwards. Sync back is paused, so that whatever
 * arrives from the source was written by a writer that has not moved. Killed anywhere, it is run again.
 */
public final class GradualFinish {
    /** When one began that has not come to its end; meanwhile sync may be off in both directions. */
    static final String BEGAN = "finishBegan";

    private final Cutover cutover;
    private final Directions meanwhile;
    private final Directions afterwards;
    private final Enclosure source;

    /**
     * Creates it.
     *
     * @param meanwhile {@code BOTH} where there is an inverse, else {@code FORWARD}
     * @param afterwards {@code REVERSE} where there is an inverse, else {@code NONE}
     */
    GradualFinish(Cutover cutover, Directions meanwhile, Directions afterwards) {
        this.cutover = cutover;
        this.meanwhile = meanwhile;
        this.afterwards = afterwards;
        this.source = new Enclosure(cutover, "source", "cutover writes --finish");
    }

    /** Tells whether one was begun that has come to no end: nothing may be carried either way. */
    public static boolean isUnderWay(PhaseState state) {
        return state.phase() == Phase.WRITING_TARGET && state.details().containsKey(BEGAN);
    }

    /** Ends it, or goes on where an earlier process ended. */
    public WritesReport run() throws InterruptedException {
        if (!cutover.remembered(GradualMove.UNTIL).isEmpty()) {
            return end(null);
        }
        cutover.rememberFirst(BEGAN, now().toString());
        Proof<VerifyReport> proof = source.attempt(this::onceStatic);
        if (!proof.holds()) {
            return takeBack(proof);
        }
        // INVARIANT: sync ends after the proof on a static source, and never without it.
        cutover.steps().reached(Step.PROVEN);
        cutover.operation().remember(GradualMove.UNTIL, now().toString());
        cutover.steps().reached(Step.SWITCHED);
        return end(proof.verified());
    }

    private Proof<VerifyReport> onceStatic() throws InterruptedException {
        Stop stop = cutover.operation().stop();
        if (!cutover.runSync(Directions.FORWARD, stop)) {
            return Proof.lacking(source.asked());
        }
        Readiness readiness = new Readiness(cutover.workspace(), stop);
        // What sync back had written before it was paused comes first, and is not taken for a writer's.
        List<Blocker> behind = behind(readiness, stop);
        if (!behind.isEmpty()) {
            return Proof.lacking(behind);
        }
        List<Blocker> written = source.awaitSilence(cutover.workspace().heartbeats());
        if (!written.isEmpty()) {
            return Proof.lacking(written);
        }
        List<Blocker> blockers = new ArrayList<>(behind(readiness, stop));
        blockers.addAll(readiness.lasting());
        if (!blockers.isEmpty()) {
            return Proof.lacking(blockers);
        }
        cutover.steps().reached(Step.DRAINED);
        return still(stop);
    }

    /** Sends a change through every source's stream, so that every change before it is applied; returns why it was not. */
    private List<Blocker> behind(Readiness readiness, Stop stop) throws InterruptedException {
        Optional<Blocker> late = readiness.lag(cutover.settings().maxLag());
        return stop.isAsked() ? source.asked() : late.map(List::of).orElse(List.of());
    }

    private Proof<VerifyReport> still(Stop stop) throws InterruptedException {
        if (!cutover.runSync(Directions.NONE, stop)) {
            return Proof.lacking(source.asked());
        }
        cutover.steps().reached(Step.SYNC_OFF);
        VerifyReport verified = cutover.prover().prove(stop);
        if (verified.equalApartFromApplication()) {
            return new Proof<>(List.of(), verified);
        }
        return new Proof<>(verified.complete() ? different(verified) : source.asked(), verified);
    }

    /** All have moved: what remains is done whoever asks for the end. */
    private WritesReport end(@Nullable VerifyReport verified) throws InterruptedException {
        cutover.operation().requireLock();
        cutover.workspace().tombstones().cease();
        cutover.runSync(afterwards, new Stop());
        if (afterwards.reverse()) {
            cutover.steps().reached(Step.FLOWING_BACK);
        }
        cutover.forget(BEGAN);
        cutover.steps().reached(Step.GO);
        return report(Outcome.DONE, List.of(), verified);
    }

    private WritesReport takeBack(Proof<VerifyReport> proof) throws InterruptedException {
        try {
            resume();
        } catch (RuntimeException failure) {
            throw Enclosure.stuck(
                    proof.blockers(),
                    failure,
                    "nothing may be carried either way: cutover writes --gradual lets sync run again");
        }
        return report(Outcome.TAKEN_BACK, proof.blockers(), proof.verified());
    }

    private void resume() throws InterruptedException {
        cutover.operation().requireLock();
        cutover.runSync(meanwhile, new Stop());
        cutover.forget(BEGAN);
        cutover.steps().reached(Step.SYNC_ON);
    }

    private List<Blocker> different(VerifyReport verified) {
        boolean repairable =
                !GradualMove.isWithoutInterceptors(cutover.workspace().phases().state());
        return List.of(new Blocker(
                "the tables differ: " + verified.faults(),
                "look at them with verify --last; what the application deleted in the target without a tombstone is"
                        + " to be deleted in the source as well; "
                        + (repairable ? "then verify --repair, and" : Interceptors.BY_HAND + "; then")
                        + " cutover writes --finish again"));
    }

    private WritesReport report(Outcome outcome, List<Blocker> blockers, @Nullable VerifyReport verified) {
        return new WritesReport(
                outcome, blockers, verified, null, cutover.steps().reached());
    }

    private Instant now() {
        return cutover.waiting().clock().instant();
    }
}
