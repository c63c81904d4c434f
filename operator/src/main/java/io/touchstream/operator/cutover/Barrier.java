package io.touchstream.operator.cutover;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.operator.service.TablePolicies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Keeps everybody but us from writing on one side: by a fence, or by the operator's word that all writers are stopped. */
final class Barrier {
    private static final Duration STEP = Duration.ofSeconds(1);
    /** What is remembered where there is no fence. It binds nobody: the next process asks for the word again. */
    private static final String WORD = "writers-stopped";

    private final Set<String> tables;
    private final Optional<Fence> fence;
    private final boolean writersStopped;
    private final Waiting waiting;

    /**
     * Creates the barrier before some tables.
     *
     * @param policies what fences are made of; nothing where the endpoint has none
     * @param ours the ARNs, or patterns of ARNs, of the principals that may write on
     * @param writersStopped whether the operator's word is to be taken instead
     */
    Barrier(
            Set<String> tables,
            Optional<TablePolicies> policies,
            Supplier<List<String>> ours,
            boolean writersStopped,
            Waiting waiting) {
        this.tables = Set.copyOf(tables);
        this.fence = policies.map(found -> new Fence(found, tables, ours, waiting));
        this.writersStopped = writersStopped;
        this.waiting = waiting;
    }

    /**
     * Returns what the phase is to remember of it, before it is raised.
     *
     * @throws UsageException when there is neither a fence to be had nor the operator's word
     */
    String record() {
        return writersStopped ? WORD : fence().record().text();
    }

    /** Tells whether what the phase remembers is of a fence: not the operator's word, and not nothing. */
    static boolean isFence(String record) {
        return !record.isEmpty() && !record.equals(WORD);
    }

    /** Raises it, and waits until the tables say so; what it denies may go on for a while all the same. */
    End raise(String record, Duration patience) throws InterruptedException {
        if (!isFence(record)) {
            return End.DONE;
        }
        fence().raise(FenceRecord.parse(record));
        return waiting.until(this::open, STEP, patience);
    }

    /** Takes it away: whatever was raised with that record. */
    void lower(String record) throws InterruptedException {
        if (isFence(record)) {
            fence().lower(FenceRecord.parse(record));
        }
    }

    private Fence fence() {
        return fence.orElseThrow(
                () -> new UsageException("this endpoint has no resource policies, so there is no fence: "
                        + "stop all writers of " + String.join(", ", tables) + ", then say so with --writers-stopped"));
    }

    private Optional<String> open() {
        List<String> open = fence().open();
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of("until the fence is to be seen on " + String.join(", ", open));
    }
}
