package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Mends what verify found: what is missing or different is touched, so that its current state flows through the stream,
 * and what no source item yields is deleted.
 *
 * <p>Collisions, quarantined items and the application's own items are left alone: touching them again would change
 * nothing. Safe to repeat. Afterwards verify runs again; that alone tells whether all is mended.
 */
public final class VerifyRepair {
    private static final int AT_ONCE = 64;
    private static final Duration WRITE_TIME = Duration.ofSeconds(30);

    private final VerifyContext context;
    private final SourceRepair sources;
    private final GuardedWriter writer;
    private final ConsistentReader reader;
    private final Expectations expectations;
    private final ExecutorService executor;

    /**
     * Makes a repair.
     *
     * @param executor runs the repairs side by side; another one than the context's, whose threads read for it
     * @throws IllegalArgumentException when it is the context's executor, on which repairs would wait for themselves
     */
    public VerifyRepair(VerifyContext context, SourceRepair sources, GuardedWriter writer, ExecutorService executor) {
        if (executor == context.executor()) {
            throw new IllegalArgumentException("repairs need an executor of their own");
        }
        this.context = context;
        this.sources = sources;
        this.writer = writer;
        this.reader = new ConsistentReader(context.client(), context.executor());
        this.expectations = new Expectations(context);
        this.executor = executor;
    }

    /** Tells what became of one difference. */
    public enum Outcome {
        /** The source item was touched. */
        TOUCHED,
        /** The target was put right without writing the source. */
        COPIED,
        /** The target item was deleted. */
        DELETED,
        /** Nothing is wrong any more: what was to be touched or deleted is gone, or has changed since. */
        OUTDATED,
        /** It is of a kind that is not mended here, met an obstacle, or came from a table that is no source. */
        LEFT
    }

    /**
     * Mends differences, a bounded number at once.
     *
     * @param token a repair token, drawn for this repair
     * @param deadline when all requests must have ended
     * @return how many differences came to each outcome; a source item is touched, and counted, once
     */
    public Map<Outcome, Long> repair(Stream<Difference> differences, RunToken token, Instant deadline)
            throws OutOfTimeException {
        if (token.kind() != RunToken.Kind.REPAIR) {
            throw new IllegalArgumentException("a repair needs a repair token");
        }
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Set<SourceId> touched = new HashSet<>();
        Iterator<Difference> remaining = differences.iterator();
        while (remaining.hasNext()) {
            List<Callable<Outcome>> some = new ArrayList<>();
            while (some.size() < AT_ONCE && remaining.hasNext()) {
                Difference difference = remaining.next();
                if (!isTouched(difference) || touched.add(sourceOf(difference))) {
                    some.add(() -> repair(difference, token, deadline));
                }
            }
            run(some).forEach(outcome -> outcomes.merge(outcome, 1L, Long::sum));
        }
        return outcomes;
    }

    private Outcome repair(Difference difference, RunToken token, Instant deadline) throws OutOfTimeException {
        return switch (difference.kind()) {
            case MISSING, DIFFERENT -> outcome(sources.repair(sourceOf(difference), token, deadline));
            case GHOST -> deleteGhost(difference, new Deadline(deadline, context.clock(), context.sleeper()));
            case COLLISION, APPLICATION_OWNED, EXPIRED, QUARANTINED -> Outcome.LEFT;
        };
    }

    private static Outcome outcome(SourceRepair.Outcome repaired) {
        return switch (repaired) {
            case TOUCHED -> Outcome.TOUCHED;
            case COPIED -> Outcome.COPIED;
            case GONE -> Outcome.OUTDATED;
            case LEFT -> Outcome.LEFT;
        };
    }

    private Outcome deleteGhost(Difference ghost, Deadline time) throws OutOfTimeException {
        SourceId source = sourceOf(ghost);
        TargetKey target = ghost.target();
        if (target == null || !context.definition().source().tables().containsKey(source.table())) {
            // Another migration into the same table may have written it: not ours to delete.
            return Outcome.LEFT;
        }
        // The target's version first: what the source yields after that read comes with a later version, and the
        // delete of exactly this version cannot meet it.
        Item item = reader.items(List.of(target), time).get(target);
        Optional<Provenance> seen = item == null ? Optional.empty() : Provenance.of(item.attributes());
        if (seen.isEmpty() || !seen.get().source().equals(source)) {
            return Outcome.OUTDATED;
        }
        Expectation expected =
                expectations.of(source, reader.sources(List.of(source), time).get(source));
        if (expected.failed()) {
            return Outcome.LEFT;
        }
        if (expected.keys().contains(target)) {
            return Outcome.OUTDATED;
        }
        if (expectations.ignoresServiceDeletes()) {
            return Outcome.LEFT;
        }
        GuardedWrite delete = new GuardedWrite.Delete(target, seen.get(), GuardedWrite.DeleteGuard.EXACTLY);
        WriteResult result = writer.write(delete, WRITE_TIME);
        return result.outcome() == WriteResult.Outcome.DELETED ? Outcome.DELETED : Outcome.OUTDATED;
    }

    private List<Outcome> run(List<Callable<Outcome>> repairs) throws OutOfTimeException {
        List<Outcome> outcomes = new ArrayList<>();
        try {
            for (Future<Outcome> repair : executor.invokeAll(repairs)) {
                outcomes.add(repair.get());
            }
            return outcomes;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        } catch (ExecutionException failure) {
            throw Failures.unwrapped(failure);
        }
    }

    private static boolean isTouched(Difference difference) {
        return switch (difference.kind()) {
            case MISSING, DIFFERENT -> true;
            case GHOST, COLLISION, APPLICATION_OWNED, EXPIRED, QUARANTINED -> false;
        };
    }

    private static SourceId sourceOf(Difference difference) {
        SourceId source = difference.source();
        if (source == null) {
            throw new IllegalArgumentException("a difference of kind " + difference.kind() + " names its source");
        }
        return source;
    }
}
