package io.touchstream.operator.procedure;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.definition.TableDefinition;
import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.verify.VerifySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Runs steps 1 to 3 from this process: tables and stream made sure of, sync running, a canary seen, existing items
 * touched, everything settled. Each step finds out what is done already, so that running again goes on where an earlier
 * process ended, however it ended.
 */
public final class MigrationRun implements AutoCloseable {
    private static final Duration CANARY_PATIENCE = Duration.ofMinutes(2);

    private final Workspace workspace;
    private final Stop stop;
    private final Progress progress;
    private @Nullable SyncRunner sync;

    public MigrationRun(Workspace workspace, Stop stop, Progress progress) {
        this.workspace = workspace;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Says what a run came to.
     *
     * @param completed whether every existing item was touched and everything settled
     * @param created the target tables that were created
     * @param touch the touch run; null where the end was asked for before it began
     * @param alreadyTouched whether an earlier run had touched everything
     */
    public record Outcome(
            boolean completed,
            List<String> created,
            @Nullable Run touch,
            boolean alreadyTouched) {
        public Outcome {
            created = List.copyOf(created);
        }
    }

    /**
     * Checks what must be there, without writing anything.
     *
     * @throws UnusableException when a source table is missing or its stream cannot be used
     * @throws UsageException when another definition of the same name was applied before
     */
    public void check() {
        SourceStreams streams = new SourceStreams(workspace.client());
        sources().forEach(streams::check);
        Tables tables = new Tables(workspace.client());
        if (tables.find(workspace.control().name()).isEmpty()) {
            return;
        }
        Optional<String> applied = workspace.appliedDefinition().checksum();
        if (applied.isPresent() && !applied.get().equals(workspace.definition().checksum())) {
            throw new UsageException("migration " + workspace.definition().name()
                    + " was begun with another definition: give the changed one a new name and target, or restore it");
        }
    }

    /** Makes sure of the tables and the stream, and starts synchronising. Returns the target tables that were created. */
    public List<String> synchronise(
            UnaryOperator<RequestHandler<DynamodbEvent, StreamsEventResponse>> wrapper,
            Path failures,
            Consumer<String> lines)
            throws InterruptedException {
        Tables tables = new Tables(workspace.client());
        tables.ensureControl(workspace.control());
        workspace.appliedDefinition().apply(workspace.definition().checksum());
        List<String> created = new ArrayList<>();
        for (Map.Entry<String, TableDefinition> target :
                workspace.definition().target().tables().entrySet()) {
            if (tables.ensure(target.getKey(), target.getValue())) {
                created.add(target.getKey());
            }
        }
        Map<String, String> arns = new LinkedHashMap<>();
        SourceStreams streams = new SourceStreams(workspace.client());
        for (String source : sources()) {
            arns.put(source, streams.ensure(source));
        }
        sync = new SyncRunner(workspace, arns, wrapper, failures, lines);
        return created;
    }

    /** Touches every existing item, unless that is done, and waits until all of it is settled. */
    public Outcome migrate(List<String> created) throws InterruptedException {
        TouchRuns runs = new TouchRuns(workspace);
        Optional<Run> complete = runs.complete();
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            Toucher toucher = runner.handler().toucher();
            if (complete.isPresent()) {
                boolean settled = settle(toucher);
                return new Outcome(settled, created, complete.get(), true);
            }
            if (!passCanaries(toucher)) {
                return new Outcome(false, created, null, false);
            }
            Run run = runs.current(estimatedItems());
            if (workspace.settings().read().maxWriteUnitsPerSecond() == 0) {
                workspace.settings().rate(workspace.definition().touch().maxWriteUnitsPerSecond());
            }
            Progress.Watch watch = progress.watch("touch", run, workspace.segments(), this::lagMillis);
            boolean done;
            try {
                done = runner.run(run, Map.of(run.job(), sources()), stop);
            } finally {
                watch.end();
            }
            if (!done) {
                return new Outcome(false, created, run, false);
            }
            runs.finish(run);
            return new Outcome(settle(toucher), created, run, false);
        }
    }

    /** Returns the lag of the sync that runs in this process, in milliseconds. */
    public long lagMillis() {
        return sync().lagMillis();
    }

    /** Waits until every change made so far is settled; false where the end was asked for first. */
    public boolean awaitSettled() throws InterruptedException {
        return sync().awaitSettled(stop, progress);
    }

    /** Returns how many items the source tables hold, as far as DynamoDB knows; it looks every six hours. */
    public long estimatedItems() {
        Tables tables = new Tables(workspace.client());
        return sources().stream()
                .map(tables::require)
                .mapToLong(TableDescription::itemCount)
                .sum();
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
        }
    }

    private boolean passCanaries(Toucher toucher) throws InterruptedException {
        if (workspace.definition().touch().lane() == Lane.COPY) {
            // The source must not be written, not even by a canary; the stream is read in this process.
            return awaitSettled();
        }
        CanaryCheck canary = new CanaryCheck(workspace, toucher, CANARY_PATIENCE);
        for (String source : sources()) {
            if (!canary.pass(source, stop)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until everything is settled, redriving collisions once; false where the end was asked for first. */
    public boolean settle() throws InterruptedException {
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            return settle(runner.handler().toucher());
        }
    }

    /** Waits for the stream, then gives collisions one more chance: the other item may have left the key since. */
    private boolean settle(Toucher toucher) throws InterruptedException {
        if (!awaitSettled()) {
            return false;
        }
        Map<String, Long> redriven = new Redrive(workspace, toucher).redrive(entry -> entry.cause() == Cause.COLLISION);
        return redriven.isEmpty() || awaitSettled();
    }

    private SyncRunner sync() {
        if (sync == null) {
            throw new IllegalStateException("synchronise() comes first");
        }
        return sync;
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
