package io.touchstream.operator.procedure;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.definition.TableDefinition;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.prepare.SourceStreams;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.VerifySettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps 1 to 3 from this process: tables and stream made sure of, sync running, a canary seen, existing items
 * touched, everything settled. Each step finds out what is done already, so that running again goes on where an earlier
 * process ended, however it ended.
 */
public final class MigrationRun implements AutoCloseable {
    private final Workspace workspace;
    private final Stop stop;
    private final Progress progress;
    private final SyncWarnings warnings;
    private @Nullable SyncFollower sync;

    public MigrationRun(Workspace workspace, Stop stop, Progress progress) {
        this.workspace = workspace;
        this.stop = stop;
        this.progress = progress;
        this.warnings = new SyncWarnings(progress::say, Clock.systemUTC());
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
     * @throws io.touchstream.touch.prepare.UnusableSourceException when a source table is missing or its stream cannot be used
     * @throws io.touchstream.operator.UnusableException when a target table is there in another shape than the one defined
     */
    public static void check(Workspace workspace) {
        if (workspace.definition().inPlace() != null) {
            workspace.definition().target().tables().forEach(new TableIndexes(workspace.client())::check);
            return;
        }
        SourceStreams streams = new SourceStreams(workspace.client(), Sleeper.REAL);
        workspace.definition().source().tables().keySet().forEach(streams::check);
        workspace.definition().target().tables().forEach(new Tables(workspace.client())::check);
    }

    /**
     * Makes sure of the tables and the stream, and starts synchronising. In place, makes sure of the indexes; there is nothing to
     * synchronise.
     *
     * @param lines takes the sync function's log lines, whose warnings are shown in any case
     * @return the target tables, or the indexes, that were created
     */
    public List<String> synchronise(
            UnaryOperator<RequestHandler<DynamodbEvent, StreamsEventResponse>> wrapper,
            Path failures,
            Consumer<String> lines)
            throws InterruptedException {
        Tables tables = new Tables(workspace.client(), progress::say, stop::isAsked, Sleeper.REAL);
        tables.ensureControl(workspace.control());
        workspace.appliedDefinition().applyFirst(workspace.definition());
        List<String> created = new ArrayList<>();
        if (isInPlace()) {
            for (Map.Entry<String, TableDefinition> table :
                    workspace.definition().target().tables().entrySet()) {
                created.addAll(new TableIndexes(workspace.client()).ensure(table.getKey(), table.getValue(), stop));
            }
            return created;
        }
        for (Map.Entry<String, TableDefinition> target :
                workspace.definition().target().tables().entrySet()) {
            if (tables.ensure(target.getKey(), target.getValue())) {
                created.add(target.getKey());
            }
        }
        Map<String, String> arns = new LinkedHashMap<>();
        SourceStreams streams = new SourceStreams(workspace.client(), Sleeper.REAL);
        for (String source : sources()) {
            arns.put(source, streams.ensure(source).arn());
        }
        sync = new SyncFollower(
                workspace.syncSwitch(),
                () -> new SyncRunner(
                        workspace, arns, handler -> noting(wrapper.apply(handler)), failures, lines.andThen(warnings)),
                () -> reverse(failures, lines));
        return created;
    }

    /** Touches every existing item, unless that is done, and waits until all of it is settled. */
    public Outcome migrate(List<String> created) throws InterruptedException {
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            ExistingItems.Outcome items =
                    new ExistingItems(workspace, stop, progress, this::lagMillis, this::obstacle).migrate(runner);
            boolean settled = items.done() && settle(runner);
            return new Outcome(settled, created, items.run(), items.before());
        }
    }

    /** Leaves existing items alone, which an earlier run has touched, and goes on synchronising. */
    public Outcome goOn(List<String> created) {
        return new Outcome(true, created, new TouchRuns(workspace).complete().orElse(null), true);
    }

    /** Returns the lag of the sync that runs in this process, in milliseconds. */
    public long lagMillis() {
        return isInPlace() ? 0 : sync().lagMillis();
    }

    /** Returns what kept sync from finishing a batch last, if anything ever did. */
    Optional<String> obstacle() {
        return warnings.obstacle();
    }

    /** Waits until every change made so far is settled; false where the end was asked for first. */
    public boolean awaitSettled() throws InterruptedException {
        return isInPlace() ? !stop.isAsked() : sync().awaitSettled(stop, progress);
    }

    /** Returns how many items the source tables hold, as far as DynamoDB knows; it looks every six hours. */
    public long estimatedItems() {
        return new Tables(workspace.client()).estimatedItems(sources());
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
        }
    }

    /** Waits until everything is settled, redriving collisions once; false where the end was asked for first. */
    public boolean settle() throws InterruptedException {
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            return settle(runner);
        }
    }

    /** Waits for the stream, then gives collisions one more chance: the other item may have left the key since. */
    private boolean settle(TouchRunner runner) throws InterruptedException {
        if (!awaitSettled()) {
            return false;
        }
        Map<String, Long> redriven =
                new Redrive(workspace, runner.repair()).redrive(entry -> entry.cause() == Cause.COLLISION);
        return redriven.isEmpty() || awaitSettled();
    }

    private SyncRunner reverse(Path failures, Consumer<String> lines) {
        try {
            return new SyncRunner(
                    Direction.REVERSE,
                    workspace,
                    SyncRunner.reverseStreams(workspace),
                    UnaryOperator.identity(),
                    failures.resolve("reverse"),
                    lines);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new UnusableException("interrupted before the target's stream could be read");
        }
    }

    /** Takes note of failures on their way to the mapping. */
    private RequestHandler<DynamodbEvent, StreamsEventResponse> noting(
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        return (event, context) -> {
            try {
                return handler.handleRequest(event, context);
            } catch (RuntimeException failure) {
                warnings.failed(failure);
                throw failure;
            }
        };
    }

    private boolean isInPlace() {
        return workspace.definition().inPlace() != null;
    }

    private SyncRunner sync() {
        if (sync == null) {
            throw new IllegalStateException("synchronise() comes first");
        }
        return sync.forward().orElseThrow(() -> new UnusableException("sync from source to target is switched off"));
    }

    private Set<String> sources() {
        return workspace.definition().source().tables().keySet();
    }
}
