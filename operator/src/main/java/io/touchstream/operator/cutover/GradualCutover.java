package io.touchstream.operator.cutover;

import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Tombstones;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the writers move to the target one by one: nothing is fenced, and sync goes on from source to target, and back where there
 * is an inverse. What keeps a late change of the source from the application's own writes is the interceptor in its clients.
 *
 * <pre>
 *     reading-target --> tombstones heeded --> no older invocation left --> writing-target --> go, writer by writer
 *           ^                                           |
 *           +-- as before <-----------------------------+          {@link GradualFinish}, once all have moved
 * </pre>
 *
 * <p>Whatever ends it, it is run again and goes on.
 */
public final class GradualCutover {
    private final Cutover cutover;
    private final Directions meanwhile;
    private final boolean riskAccepted;

    /**
     * Creates it.
     *
     * @param meanwhile {@code BOTH} where there is an inverse, else {@code FORWARD}
     * @param riskAccepted whether the operator accepts what is lost without interceptors
     */
    GradualCutover(Cutover cutover, Directions meanwhile, boolean riskAccepted) {
        this.cutover = cutover;
        this.meanwhile = meanwhile;
        this.riskAccepted = riskAccepted;
    }

    /** Begins it, or goes on where an earlier process ended. */
    public WritesReport run() throws InterruptedException {
        if (cutover.operation().phase() == Phase.WRITING_TARGET) {
            cutover.runSync(meanwhile, new Stop());
            cutover.forget(GradualFinish.BEGAN);
            cutover.steps().reached(Step.GO);
            return report(Outcome.DONE, List.of());
        }
        Stop stop = cutover.operation().stop();
        if (!cutover.runSync(Directions.FORWARD, stop)) {
            return report(Outcome.BLOCKED, asked());
        }
        List<Blocker> blockers = blockers(stop);
        if (!blockers.isEmpty() || stop.isAsked()) {
            return report(Outcome.BLOCKED, blockers);
        }
        cutover.steps().reached(Step.CHECKED);
        return begin(stop);
    }

    private WritesReport begin(Stop stop) throws InterruptedException {
        cutover.operation().requireLock();
        Tombstones tombstones = cutover.workspace().tombstones();
        tombstones.heed(now());
        cutover.steps().reached(Step.HEEDED);
        // INVARIANT 8: nobody writes the target before every invocation is over that does not heed tombstones.
        if (!cutover.sync().runAnew(meanwhile, stop)) {
            // INVARIANT 8: as long as both directions run, sync's deletes are told from the application's by the
            // tombstones.
            cutover.runSync(Directions.FORWARD, new Stop());
            cutover.steps().reached(Step.SYNC_ON);
            tombstones.cease();
            return report(Outcome.TAKEN_BACK, asked());
        }
        cutover.steps().reached(Step.OUTLASTED);
        Map<String, String> details = new HashMap<>(Map.of(GradualMove.SINCE, now().toString()));
        if (riskAccepted) {
            details.put(GradualMove.RISK, "accepted");
        }
        cutover.operation().advance(Phase.WRITING_TARGET, details);
        cutover.steps().reached(Step.SWITCHED);
        cutover.steps().reached(Step.GO);
        return report(Outcome.DONE, List.of());
    }

    private List<Blocker> blockers(Stop stop) throws InterruptedException {
        List<Blocker> blockers = new ArrayList<>();
        if (!riskAccepted) {
            Interceptors.lacking(cutover.workspace()).ifPresent(blockers::add);
        }
        SourceReaders.left(cutover.workspace(), cutover.settings()).ifPresent(blockers::add);
        blockers.addAll(new Readiness(cutover.workspace(), stop)
                .blockers(cutover.settings().maxLag()));
        return blockers;
    }

    private WritesReport report(Outcome outcome, List<Blocker> blockers) {
        return new WritesReport(outcome, blockers, null, null, cutover.steps().reached());
    }

    private static List<Blocker> asked() {
        return List.of(new Blocker("the end was asked for", "cutover writes --gradual begins again"));
    }

    private Instant now() {
        return cutover.waiting().clock().instant();
    }
}
