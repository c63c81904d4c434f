package io.touchstream.operator.cutover;

import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.touch.verify.VerifyReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves the writers to the target, all at once: the source is fenced, so that it is static; what was written before is
 * applied; sync is switched off; the tables are proven equal; then the application may write the target.
 *
 * <pre>
 *     reading-target --(fence written down)--> fenced --> fence up --> silent --> drained --> sync off --> proven
 *           ^                                    |                                                          |
 *           +---- fence down, sync on <----------+                    go <-- reverse sync on <-- writing-target
 * </pre>
 *
 * <p>Whatever ends it, it is run again and goes on. As long as the phase is fenced, a failed check or a wish to end takes it
 * back, and so does {@link FenceRollback}.
 */
public final class FencedCutover {
    private final Cutover cutover;
    private final Directions afterwards;
    private final Enclosure source;

    /**
     * Creates it.
     *
     * @param afterwards {@code REVERSE} where the definition has an inverse, else {@code NONE}
     */
    FencedCutover(Cutover cutover, Directions afterwards) {
        this.cutover = cutover;
        this.afterwards = afterwards;
        this.source = new Enclosure(cutover, "source", "cutover writes");
    }

    /** Tells whether one has made its switch and ended before it let the application go. */
    public static boolean isAwaitingGo(PhaseState state) {
        return state.phase() == Phase.WRITING_TARGET
                && state.details().containsKey(Cutover.PAUSE_BEGAN)
                && !state.details().containsKey(Cutover.PAUSE_ENDED);
    }

    /** Begins it, or goes on where an earlier process ended. */
    public WritesReport run() throws InterruptedException {
        Phase phase = cutover.operation().phase();
        if (phase == Phase.WRITING_TARGET) {
            takeRollbackBack();
            return go(null);
        }
        if (phase == Phase.FENCED) {
            return fenced();
        }
        if (!cutover.runSync(Directions.FORWARD, stop())) {
            return report(Outcome.BLOCKED, source.asked(), null);
        }
        List<Blocker> blockers =
                new ArrayList<>(readiness().blockers(cutover.settings().maxLag()));
        SourceReaders.left(cutover.workspace(), cutover.settings()).ifPresent(blockers::add);
        if (!blockers.isEmpty() || stop().isAsked()) {
            return report(Outcome.BLOCKED, blockers, null);
        }
        cutover.steps().reached(Step.CHECKED);
        // INVARIANT: what the fence takes the place of is written down before it is raised.
        cutover.operation()
                .advance(Phase.FENCED, Map.of(Cutover.FENCE, cutover.sources().record()));
        cutover.steps().reached(Step.ANNOUNCED);
        return fenced();
    }

    private WritesReport fenced() throws InterruptedException {
        String barrier = cutover.renewed(Cutover.FENCE, cutover.sources());
        Proof<VerifyReport> proof = source.attempt(() -> enclosed(barrier));
        if (!proof.holds()) {
            return takeBack(proof);
        }
        // INVARIANT: the application's go comes after the proof on static tables, and never without it.
        cutover.steps().reached(Step.PROVEN);
        source.insist(() -> cutover.operation().advance(Phase.WRITING_TARGET));
        cutover.steps().reached(Step.SWITCHED);
        return go(proof.verified());
    }

    private Proof<VerifyReport> enclosed(String barrier) throws InterruptedException {
        // An earlier process may have switched it off; without it nothing drains.
        if (!cutover.runSync(Directions.FORWARD, stop())) {
            return Proof.lacking(source.asked());
        }
        cutover.rememberFirst(Cutover.PAUSE_BEGAN, now().toString());
        List<Blocker> open =
                source.close(cutover.sources(), barrier, cutover.workspace().heartbeats());
        if (!open.isEmpty()) {
            return Proof.lacking(open);
        }
        Optional<Blocker> late = readiness().late(cutover.settings().maxLag());
        if (stop().isAsked()) {
            return Proof.lacking(source.asked());
        }
        List<Blocker> blockers = late.map(List::of).orElseGet(readiness()::lasting);
        if (!blockers.isEmpty()) {
            return Proof.lacking(blockers);
        }
        cutover.steps().reached(Step.DRAINED);
        return still();
    }

    /** Nothing changes the tables any more, once sync is off. */
    private Proof<VerifyReport> still() throws InterruptedException {
        if (!cutover.runSync(Directions.NONE, stop())) {
            return Proof.lacking(source.asked());
        }
        cutover.steps().reached(Step.SYNC_OFF);
        VerifyReport verified = cutover.prover().prove(stop());
        if (verified.equal()) {
            return new Proof<>(List.of(), verified);
        }
        return new Proof<>(
                verified.complete()
                        ? List.of(new Blocker(
                                "the tables differ: " + verified.faults(),
                                "verify --repair, then cutover writes again"))
                        : source.asked(),
                verified);
    }

    private WritesReport go(@Nullable VerifyReport verified) throws InterruptedException {
        // INVARIANT 8: left by a gradual cut-over that was not carried on, it would have deletes taken for those of
        // sync.
        source.insist(() -> cutover.workspace().tombstones().cease());
        // The switch is made: what remains is done whoever asks for the end.
        source.insist(() -> cutover.runSync(afterwards, new Stop()));
        if (afterwards.reverse()) {
            cutover.steps().reached(Step.FLOWING_BACK);
        }
        cutover.rememberFirst(Cutover.PAUSE_ENDED, now().toString());
        cutover.steps().reached(Step.GO);
        return report(Outcome.DONE, List.of(), verified);
    }

    /** A second cut-over that has not come to its end leaves the target fenced, so that nobody could write it. */
    private void takeRollbackBack() throws InterruptedException {
        if (SecondCutover.isUnderWay(cutover.workspace().phases().state())) {
            new TargetFenceRollback(cutover).run();
        }
    }

    private WritesReport takeBack(Proof<VerifyReport> proof) throws InterruptedException {
        source.takeBack(new FenceRollback(cutover)::run, "rollback", proof.blockers());
        return report(Outcome.TAKEN_BACK, proof.blockers(), proof.verified());
    }

    private WritesReport report(Outcome outcome, List<Blocker> blockers, @Nullable VerifyReport verified) {
        return new WritesReport(
                outcome,
                blockers,
                verified,
                cutover.pause(Cutover.PAUSE_BEGAN, Cutover.PAUSE_ENDED),
                cutover.steps().reached());
    }

    private Readiness readiness() {
        return new Readiness(cutover.workspace(), stop());
    }

    private Stop stop() {
        return cutover.operation().stop();
    }

    private Instant now() {
        return cutover.waiting().clock().instant();
    }
}
