package io.touchstream.sync.write;

import io.touchstream.protocol.Direction;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.plan.ChangePlanner;
import io.touchstream.sync.write.ItemWork.State;
import io.touchstream.transformation.TargetKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Writes a batch's changes side by side, in rounds: an item whose put collides waits for the next round, so that the
 * rest of the batch, among which may be the change that frees the key, goes first.
 */
public final class BatchWriter {
    private final SideBySide tasks;
    private final ChangeWriter writer;
    private final WriteSettings settings;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Supplier<RandomGenerator> random;

    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
        /** Waits that long. */
        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * Creates a writer.
     *
     * @param direction of what is written, as quarantine entries state it
     * @param tasks runs the writes of one round
     * @param random gives the calling thread's source of jitter
     */
    public BatchWriter(
            Direction direction,
            SideBySide tasks,
            ChangePlanner planner,
            GuardedWriter writer,
            WriteSettings settings,
            Clock clock,
            Sleeper sleeper,
            Supplier<RandomGenerator> random) {
        this.tasks = tasks;
        this.writer = new ChangeWriter(direction, planner, writer, settings, clock);
        this.settings = settings;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
    }

    /**
     * Works on a batch until each item is done, refused or unfinished. Nothing is in flight when this returns.
     *
     * @param leftKeys gives the target items that an earlier failure of a source item left behind
     * @param deadline when the last request must have ended
     */
    public void write(
            List<ItemWork> works, Function<ItemWork, Set<TargetKey>> leftKeys, Instant deadline, Counts counts)
            throws InterruptedException {
        List<ItemWork> pending = works;
        for (int round = 0; !pending.isEmpty(); round++) {
            if (round > 0 && !pause(round, deadline)) {
                break;
            }
            run(pending, leftKeys, deadline, counts);
            pending = pending.stream().filter(BatchWriter::isOpen).toList();
        }
        pending.forEach(work -> work.unfinished("no time was left"));
    }

    private void run(
            List<ItemWork> pending, Function<ItemWork, Set<TargetKey>> leftKeys, Instant deadline, Counts counts) {
        List<Runnable> round = new ArrayList<>();
        for (ItemWork work : pending) {
            round.add(() -> advance(work, leftKeys, deadline, counts));
        }
        tasks.run(round);
    }

    private void advance(ItemWork work, Function<ItemWork, Set<TargetKey>> leftKeys, Instant deadline, Counts counts) {
        // INVARIANT 10: no work is begun that could outlive the invocation.
        if (!clock.instant().isBefore(deadline)) {
            work.unfinished("no time was left");
            return;
        }
        writer.advance(work, leftKeys.apply(work), deadline, counts);
    }

    private boolean pause(int round, Instant deadline) throws InterruptedException {
        Duration pause = settings.pauseBefore(round);
        double jitter = 0.5 + random.get().nextDouble() / 2;
        Duration jittered = Duration.ofNanos((long) (pause.toNanos() * jitter));
        if (!clock.instant().plus(jittered).isBefore(deadline)) {
            return false;
        }
        sleeper.sleep(jittered);
        return true;
    }

    private static boolean isOpen(ItemWork work) {
        return work.state() == State.PENDING || work.state() == State.COLLIDED;
    }
}
