package io.touchstream.local.map;

import java.util.Map;

/**
 * Tells how a map ended.
 *
 * @param done how many segments are complete
 * @param failed the segments that failed for good, with the cause
 * @param stopped whether it was stopped before every segment had been done or had failed
 */
public record MapOutcome<I>(int done, Map<I, Throwable> failed, boolean stopped) {
    public MapOutcome {
        failed = Map.copyOf(failed);
    }
}
