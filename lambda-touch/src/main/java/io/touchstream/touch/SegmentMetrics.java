package io.touchstream.touch;

import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.metrics.EmbeddedMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes what the pages of touch and copy came to as metrics: how far they have come, and what they quarantined, for which
 * sync has no record. What verify counts is no event, and not written.
 */
public final class SegmentMetrics {
    /** The metrics' names. */
    public static final List<String> NAMES = List.of("scanned", "touched", "copied", "quarantined");

    private final String migration;
    private final Consumer<String> lines;

    SegmentMetrics(String migration, Consumer<String> lines) {
        this.migration = migration;
        this.lines = lines;
    }

    /** Writes the line of one page, where there is anything to count. */
    void page(Job job, Map<String, Long> counts, Instant at) {
        if (job != Job.TOUCH && job != Job.COPY) {
            return;
        }
        Map<String, Long> metrics = new TreeMap<>(counts);
        metrics.keySet().retainAll(NAMES);
        metrics.values().removeIf(count -> count == 0);
        if (!metrics.isEmpty()) {
            lines.accept(EmbeddedMetrics.line(migration, at, metrics));
        }
    }
}
