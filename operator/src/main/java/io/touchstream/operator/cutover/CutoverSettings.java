package io.touchstream.operator.cutover;

import java.time.Duration;

/**
 * Bounds what a cut-over waits for.
 *
 * @param maxLag how far sync may be behind when it begins, and how long a drain may take
 * @param window for how long nobody may have read, or written
 * @param patience how long to wait for that before the fence is taken down again
 * @param writersStopped whether the operator says that all writers are stopped, so that no fence is needed
 * @param readersStopped whether the source's reads need not have been seen to end: the operator says that they have, or nothing here
 *     measures them
 */
public record CutoverSettings(
        Duration maxLag, Duration window, Duration patience, boolean writersStopped, boolean readersStopped) {
    public CutoverSettings {
        if (maxLag.isNegative() || window.isNegative() || patience.isNegative()) {
            throw new IllegalArgumentException("times are not negative");
        }
    }
}
