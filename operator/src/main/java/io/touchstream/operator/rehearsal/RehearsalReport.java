package io.touchstream.operator.rehearsal;

import io.touchstream.touch.verify.VerifyReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a rehearsal came to.
 *
 * @param sourceItems how many items the source tables held at the end
 * @param changes how many changes the application made meanwhile
 * @param duplicates how many records were delivered twice on purpose
 * @param late how many records were delivered again after a later one, on purpose
 * @param sync what sync counted, by outcome
 * @param verify what verify found
 * @param findings what the application's journal says is wrong with the source
 * @param cutover what the cut-over came to; null where there was none
 * @param unsound why records may have been lost; empty where none were
 * @param seconds how long it took
 */
public record RehearsalReport(
        long sourceItems,
        long changes,
        long duplicates,
        long late,
        Map<String, Long> sync,
        VerifyReport verify,
        List<String> findings,
        @Nullable RehearsedMove cutover,
        String unsound,
        long seconds) {
    /** Tells whether the migration was proven, and the application moved where that was to be rehearsed. */
    public boolean proven() {
        return verify.equal() && findings.isEmpty() && unsound.isEmpty() && (cutover == null || cutover.done());
    }
}
