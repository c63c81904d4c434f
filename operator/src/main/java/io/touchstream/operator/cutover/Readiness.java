package io.touchstream.operator.cutover;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.CanaryCheck;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.protocol.control.SyncHeartbeats.Summary;
import io.touchstream.touch.mark.Toucher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what must hold whenever the application moves: nothing in quarantine, nothing lost, and sync close behind. */
final class Readiness {
    private static final Duration RECENT = Duration.ofMinutes(1);
    /** How much earlier than it was made a record may say it was, so that the lag seems more. DynamoDB Local knows minutes only. */
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private final Workspace workspace;
    private final Stop stop;

    Readiness(Workspace workspace, Stop stop) {
        this.workspace = workspace;
        this.stop = stop;
    }

    /**
     * Returns everything that stands in the way.
     *
     * @param maxLag how far sync may be behind
     */
    List<Blocker> blockers(Duration maxLag) throws InterruptedException {
        List<Blocker> blockers = new ArrayList<>();
        lag(maxLag).ifPresent(blockers::add);
        blockers.addAll(lasting());
        return blockers;
    }

    /** Returns what stands in the way however long one waits. */
    List<Blocker> lasting() {
        List<Blocker> blockers = new ArrayList<>();
        long quarantined = workspace.quarantine().list().count();
        if (quarantined > 0) {
            blockers.add(new Blocker(
                    quarantined + " items are in quarantine",
                    "look at them with quarantine list, mend their cause, then redrive and verify"));
        }
        Optional<Gap> gap = workspace.soundness().gap();
        gap.ifPresent(found ->
                blockers.add(new Blocker("changes may be lost: " + found.reason(), "touch again, then verify")));
        return blockers;
    }

    /** A change that is seen to arrive tells the lag better than any report: who is dead reports none. */
    Optional<Blocker> lag(Duration maxLag) throws InterruptedException {
        if (workspace.definition().touch().lane() == Lane.COPY) {
            return reportedLag(maxLag);
        }
        // It goes through one shard; another one may be behind.
        return late(maxLag).or(() -> summary().flatMap(summary -> behind(summary, maxLag)));
    }

    /** Drains, and returns what stands in the way where that takes longer; empty also where the end was asked for first. */
    Optional<Blocker> late(Duration maxLag) throws InterruptedException {
        try {
            drain(maxLag);
            return Optional.empty();
        } catch (UnusableException late) {
            return Optional.of(new Blocker(
                    "sync does not run, or is more than " + maxLag.toSeconds() + " s behind",
                    "look at status; wait until it has caught up, or allow more with --max-lag"));
        }
    }

    /**
     * Sends a change through every source's stream and waits for it, so that every change before it is applied.
     *
     * @throws UnusableException when one does not arrive in time
     */
    private void drain(Duration atMost) throws InterruptedException {
        if (workspace.definition().touch().lane() == Lane.COPY) {
            return;
        }
        Toucher toucher =
                new Toucher(workspace.client(), workspace.definition().touch().marker());
        CanaryCheck canary = new CanaryCheck(workspace, toucher, atMost);
        for (String source : workspace.definition().source().tables().keySet()) {
            if (!canary.pass(source, stop)) {
                return;
            }
        }
    }

    /** Goes by what sync reports: in the copy lane nothing is written to the source, no canary either. */
    Optional<Blocker> reportedLag(Duration maxLag) {
        Optional<Summary> summary = summary();
        return summary.isEmpty()
                ? Optional.of(new Blocker("sync has never reported", "start it with run --follow, or deploy it"))
                : behind(summary.get(), maxLag);
    }

    private static Optional<Blocker> behind(Summary summary, Duration maxLag) {
        return summary.lag().compareTo(maxLag.plus(PRECISION)) <= 0
                ? Optional.empty()
                : Optional.of(new Blocker(
                        "sync is " + summary.lag().toSeconds() + " s behind", "wait, or allow more with --max-lag"));
    }

    private Optional<Summary> summary() {
        return workspace.heartbeats().summary(Instant.now(), RECENT);
    }
}
