package io.touchstream.operator.cutover;

import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.procedure.ReverseVerify;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what moving the writers back to the source came to.
 *
 * @param outcome in one word
 * @param blockers why it did not come about; empty where it did
 * @param verified what the comparison of the static tables found; null where it did not come to that in this process
 * @param pause for how long nobody could write; null where that is not over, or never began
 * @param steps what was reached, and when
 */
public record BackReport(
        Outcome outcome,
        List<Blocker> blockers,
        ReverseVerify.@Nullable Report verified,
        @Nullable Duration pause,
        Map<Step, Instant> steps) {
    public BackReport {
        blockers = List.copyOf(blockers);
        steps = Map.copyOf(steps);
    }
}
