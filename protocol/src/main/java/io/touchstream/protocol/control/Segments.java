package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Keeps how far each segment of a run has come. */
public final class Segments {
    private static final String PARTITION_PREFIX = "RUN#";
    private static final String JOB = "job";
    private static final String TABLE = "table";
    private static final String SEGMENT = "segment";
    private static final String CURSOR = "cursor";
    private static final String COUNTS = "counts";
    private static final String DONE = "done";
    private static final String UPDATED = "updatedAt";
    private static final String NOTE = "note";

    private final ControlTable control;

    public Segments(ControlTable control) {
        this.control = control;
    }

    /** Names one segment of one table in one run. */
    public record SegmentId(String run, Job job, String table, int segment) {
        private String sortKey() {
            return "%s#%s#%06d".formatted(job, table, segment);
        }
    }

    /**
     * States how far a segment has come.
     *
     * @param cursor the last key whose page is settled; null before the first page
     * @param counts what was done so far, by name
     * @param done whether the segment is complete
     * @param note what holds it up at present, such as a throttle's reason; null for nothing
     */
    public record Progress(
            @Nullable Map<String, AttributeValue> cursor,
            Map<String, Long> counts,
            boolean done,
            @Nullable String note) {
        /** The state of a segment that has not begun. */
        public static final Progress NONE = new Progress(null, Map.of(), false, null);
    }

    /** Returns how far a segment has come. */
    public Progress find(SegmentId id) {
        return control.get(partition(id.run()), id.sortKey())
                .map(Segments::progress)
                .orElse(Progress.NONE);
    }

    /** Stores how far a segment has come. */
    public void save(SegmentId id, Progress progress, Instant at) {
        Map<String, AttributeValue> row = new HashMap<>(Map.of(
                JOB, AttributeValues.string(id.job().name()),
                TABLE, AttributeValues.string(id.table()),
                SEGMENT, AttributeValues.number(id.segment()),
                COUNTS, Rows.counts(progress.counts()),
                DONE, AttributeValues.bool(progress.done()),
                UPDATED, Rows.instant(at)));
        if (progress.cursor() != null) {
            row.put(CURSOR, AttributeValues.map(progress.cursor()));
        }
        if (progress.note() != null) {
            row.put(NOTE, AttributeValues.string(progress.note()));
        }
        control.put(partition(id.run()), id.sortKey(), row);
    }

    /** Returns the progress of all segments of a run that have begun. */
    public Map<SegmentId, Progress> ofRun(String run) {
        Map<SegmentId, Progress> segments = new HashMap<>();
        List<Item> rows =
                control.query(partition(run)).filter(row -> row.has(DONE)).toList();
        rows.forEach(row -> segments.put(
                new SegmentId(
                        run, Job.valueOf(Rows.text(row, JOB)), Rows.text(row, TABLE), (int) Rows.number(row, SEGMENT)),
                progress(row)));
        return segments;
    }

    /** Adds up what was done in all segments of a run, by name. */
    public Map<String, Long> totals(String run) {
        Map<String, Long> totals = new TreeMap<>();
        ofRun(run)
                .values()
                .forEach(segment -> segment.counts().forEach((name, count) -> totals.merge(name, count, Long::sum)));
        return totals;
    }

    private static String partition(String run) {
        return PARTITION_PREFIX + run;
    }

    private static Progress progress(Item row) {
        Optional<AttributeValue> cursor = row.get(CURSOR);
        return new Progress(
                cursor.map(AttributeValue::m).orElse(null),
                Rows.counts(row, COUNTS),
                Rows.flag(row, DONE),
                row.has(NOTE) ? Rows.text(row, NOTE) : null);
    }
}
