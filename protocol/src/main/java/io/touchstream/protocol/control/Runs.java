package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Keeps the runs of a migration's segment jobs, so that any of them can go on after its process died. */
public final class Runs {
    private static final String PARTITION = "RUN";
    private static final String JOB = "job";
    private static final String STARTED = "startedAt";
    private static final String FINISHED = "finishedAt";
    private static final String SEGMENTS = "totalSegments";
    private static final String ITEMS = "estimatedItems";
    private static final String OUTCOME = "outcome";

    private final ControlTable control;

    public Runs(ControlTable control) {
        this.control = control;
    }

    /**
     * Describes one run of a job over all its segments.
     *
     * @param id unique; for a touch run its token's text
     * @param job which job it is
     * @param startedAt when it began
     * @param finishedAt when its last segment was done; null while it is not
     * @param totalSegments into how many segments each table is divided
     * @param estimatedItems how many items its tables held when it began, as far as was known
     * @param outcome what it came to, in one word; null while it is not finished
     */
    public record Run(
            String id,
            Job job,
            Instant startedAt,
            @Nullable Instant finishedAt,
            int totalSegments,
            long estimatedItems,
            @Nullable String outcome) {
        /** Returns the run as it is once it has ended. */
        public Run ended(Instant at, String result) {
            return new Run(id, job, startedAt, at, totalSegments, estimatedItems, result);
        }
    }

    /** Stores a new run, or its new state. */
    public void save(Run run) {
        Map<String, AttributeValue> row = new HashMap<>(Map.of(
                JOB, AttributeValues.string(run.job().name()),
                STARTED, Rows.instant(run.startedAt()),
                SEGMENTS, AttributeValues.number(run.totalSegments()),
                ITEMS, AttributeValues.number(run.estimatedItems())));
        if (run.finishedAt() != null) {
            row.put(FINISHED, Rows.instant(run.finishedAt()));
        }
        if (run.outcome() != null) {
            row.put(OUTCOME, AttributeValues.string(run.outcome()));
        }
        control.put(PARTITION, run.id(), row);
    }

    /** Returns one run. */
    public Optional<Run> find(String id) {
        return control.get(PARTITION, id).map(Runs::run);
    }

    /** Returns all runs, the latest first. */
    public List<Run> all() {
        return control.query(PARTITION)
                .map(Runs::run)
                .sorted(Comparator.comparing(Run::startedAt).reversed())
                .toList();
    }

    private static Run run(Item row) {
        return new Run(
                Rows.text(row, ControlTable.SORT_KEY),
                Job.valueOf(Rows.text(row, JOB)),
                Rows.instant(row, STARTED),
                row.has(FINISHED) ? Rows.instant(row, FINISHED) : null,
                (int) Rows.number(row, SEGMENTS),
                Rows.number(row, ITEMS),
                row.has(OUTCOME) ? Rows.text(row, OUTCOME) : null);
    }
}
