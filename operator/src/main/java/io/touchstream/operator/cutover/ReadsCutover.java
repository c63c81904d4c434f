package io.touchstream.operator.cutover;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.operator.service.CapacityMetrics;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Lets the application read the target, and watches until nobody reads the source any more.
 *
 * <p>None of our own jobs reads the source meanwhile: the lock is held, and they need it; sync reads the stream only.
 */
public final class ReadsCutover {
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final Duration EVER = Duration.ofDays(365);

    private final Cutover cutover;
    private final Optional<CapacityMetrics> metrics;
    private final Duration step;

    ReadsCutover(Cutover cutover, Optional<CapacityMetrics> metrics) {
        this(cutover, metrics, STEP);
    }

    ReadsCutover(Cutover cutover, Optional<CapacityMetrics> metrics, Duration step) {
        this.cutover = cutover;
        this.metrics = metrics;
        this.step = step;
    }

    /**
     * Changes the phase, unless that is done, and watches.
     *
     * @param watch whether to wait for the reads to end
     */
    public ReadsReport run(boolean watch) throws InterruptedException {
        Stop stop = cutover.operation().stop();
        if (!cutover.runSync(Directions.FORWARD, stop)) {
            return new ReadsReport(
                    List.of(new Blocker("the end was asked for", "cutover reads begins again")), false, null);
        }
        if (cutover.operation().phase() == Phase.VERIFIED) {
            List<Blocker> blockers = new Readiness(cutover.workspace(), stop)
                    .blockers(cutover.settings().maxLag());
            if (!blockers.isEmpty() || stop.isAsked()) {
                return new ReadsReport(blockers, false, null);
            }
            cutover.steps().reached(Step.CHECKED);
            SourceReaders.back(cutover.workspace(), cutover.operation());
            cutover.operation().advance(Phase.READING_TARGET);
            cutover.steps().reached(Step.SWITCHED);
        }
        if (!watch || metrics.isEmpty()) {
            return new ReadsReport(List.of(), false, null);
        }
        return watch(metrics.get());
    }

    private ReadsReport watch(CapacityMetrics capacity) throws InterruptedException {
        SourceReaders.back(cutover.workspace(), cutover.operation());
        Instant since = Optional.ofNullable(cutover.workspace().phases().state().since())
                .orElseGet(() -> cutover.waiting().clock().instant());
        // The first minute may hold reads of ours from before the change.
        Instant first = since.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        End end = cutover.waiting().until(() -> awaited(capacity, first), step, EVER);
        if (end != End.DONE) {
            return new ReadsReport(List.of(), true, null);
        }
        Instant quietFrom = from(capacity);
        SourceReaders.gone(cutover.operation(), quietFrom);
        return new ReadsReport(List.of(), true, quietFrom);
    }

    /** What is not told now may be at the next look; it is said meanwhile. */
    private Optional<String> awaited(CapacityMetrics capacity, Instant first) {
        try {
            return reason(capacity, first);
        } catch (UnusableException unknown) {
            return Optional.of(String.valueOf(unknown.getMessage()));
        }
    }

    private Optional<String> reason(CapacityMetrics capacity, Instant first) {
        Instant from = from(capacity);
        if (from.isBefore(first)) {
            return Optional.of(
                    "until the reads of " + cutover.settings().window().toMinutes()
                            + " min are known, which is at "
                            + first.plus(cutover.settings().window()).plus(capacity.delay()));
        }
        Instant to = from.plus(cutover.settings().window());
        for (String table : cutover.workspace().definition().source().tables().keySet()) {
            double units = capacity.consumed(table, from, to).readUnits();
            if (units > 0) {
                return Optional.of(
                        "somebody reads table " + table + ": " + units + " units from " + from + " to " + to);
            }
        }
        return Optional.empty();
    }

    /** Returns when the latest window began whose measures are complete. */
    private Instant from(CapacityMetrics capacity) {
        return cutover.waiting()
                .clock()
                .instant()
                .minus(capacity.delay())
                .truncatedTo(ChronoUnit.MINUTES)
                .minus(cutover.settings().window());
    }
}
