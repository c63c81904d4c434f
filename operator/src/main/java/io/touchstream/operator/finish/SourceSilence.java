package io.touchstream.operator.finish;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.service.CapacityMetrics;
import io.touchstream.operator.service.Consumption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;

/**
 * Waits until nobody has read or written some tables for a window. None of our own jobs does meanwhile: the lock is held, and
 * sync is off.
 */
final class SourceSilence {
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofDays(30);

    private final CapacityMetrics capacity;
    private final Waits waits;

    SourceSilence(CapacityMetrics capacity, Waits waits) {
        this.capacity = capacity;
        this.waits = waits;
    }

    /**
     * Waits for it.
     *
     * @param since since when sync is off; nothing before counts
     * @param window how long it has to last, in whole minutes
     * @return false where the end was asked for first
     */
    boolean await(Collection<String> tables, Instant since, Duration window, Stop stop) throws InterruptedException {
        Instant first = firstMinute(since);
        return waits.until(() -> awaited(tables, first, window), STEP, PATIENCE, stop);
    }

    /**
     * Makes sure that nobody has written them since sync is off, nor read them in the latest window, as far as that is measured by
     * now.
     *
     * @throws UnusableException when somebody has
     */
    void requireUnbroken(Collection<String> tables, Instant since, Duration window) {
        Instant first = firstMinute(since);
        Instant to = measuredUpTo();
        for (String table : tables) {
            double units =
                    first.isBefore(to) ? capacity.consumed(table, first, to).writeUnits() : 0;
            if (units > 0) {
                throw new UnusableException("table " + table + " was written since sync is off: " + units
                        + " write units from " + first + " to " + to + ", which neither the target nor a backup need"
                        + " have. Find who writes it, then complete again, which begins anew");
            }
        }
        reason(tables, first, window).ifPresent(reason -> {
            throw new UnusableException(reason + ": see to it, then complete again, which begins anew");
        });
    }

    /** What is not told now may be at the next look; it is said meanwhile. */
    private Optional<String> awaited(Collection<String> tables, Instant first, Duration window) {
        try {
            return reason(tables, first, window);
        } catch (UnusableException unknown) {
            return Optional.of(String.valueOf(unknown.getMessage()));
        }
    }

    /** The first minute may hold writes of ours from before. */
    private static Instant firstMinute(Instant since) {
        return since.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }

    private Instant measuredUpTo() {
        return waits.now().minus(capacity.delay()).truncatedTo(ChronoUnit.MINUTES);
    }

    private Optional<String> reason(Collection<String> tables, Instant first, Duration window) {
        Instant to = measuredUpTo();
        Instant from = to.minus(window);
        if (from.isBefore(first)) {
            return Optional.of("until the reads and writes of " + window.toMinutes() + " min are known, which is at "
                    + first.plus(window).plus(capacity.delay()));
        }
        for (String table : tables) {
            Consumption consumed = capacity.consumed(table, from, to);
            if (consumed.readUnits() > 0 || consumed.writeUnits() > 0) {
                return Optional.of("somebody uses table " + table + ": " + consumed.readUnits() + " read and "
                        + consumed.writeUnits() + " write units from " + from + " to " + to);
            }
        }
        return Optional.empty();
    }
}
