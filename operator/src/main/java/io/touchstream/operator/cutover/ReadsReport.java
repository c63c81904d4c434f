package io.touchstream.operator.cutover;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what moving the readers came to.
 *
 * @param blockers why the phase was not changed; empty where it is
 * @param watched whether the source's reads were watched at all
 * @param quietFrom since when nobody had read the source, where a whole window was seen to be quiet; else null
 */
public record ReadsReport(
        List<Blocker> blockers, boolean watched, @Nullable Instant quietFrom) {
    public ReadsReport {
        blockers = List.copyOf(blockers);
    }
}
