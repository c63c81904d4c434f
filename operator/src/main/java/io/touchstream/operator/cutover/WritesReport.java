package io.touchstream.operator.cutover;

import io.touchstream.touch.verify.VerifyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what moving the writers came to.
 *
 * @param outcome in one word
 * @param blockers why it did not come about; empty where it did
 * @param verified what the comparison of the static tables found; null where it did not come to that in this process
 * @param pause for how long nobody could write; null where that is not over, or never began
 * @param steps what was reached, and when
 */
public record WritesReport(
        Outcome outcome,
        List<Blocker> blockers,
        @Nullable VerifyReport verified,
        @Nullable Duration pause,
        Map<Step, Instant> steps) {
    public WritesReport {
        blockers = List.copyOf(blockers);
        steps = Map.copyOf(steps);
    }

    /** Names the outcomes. */
    public enum Outcome {
        /** The application may write on the other side. */
        DONE,
        /** Something stood in the way, and nothing was changed. */
        BLOCKED,
        /** It was begun and taken back: everything is as before. */
        TAKEN_BACK
    }
}
