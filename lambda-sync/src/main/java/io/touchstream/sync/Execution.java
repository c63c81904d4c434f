package io.touchstream.sync;

import io.touchstream.sync.report.InstanceName;
import io.touchstream.sync.write.BatchWriter.Sleeper;
import io.touchstream.sync.write.SideBySide;
import io.touchstream.sync.write.WriteSettings;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Says how an instance of the function runs the writes of a batch: on threads and by the system's time, or as a simulation
 * decides.
 *
 * @param settings the bounds of a batch's writes
 * @param tasks runs the writes of one round
 * @param sleeper waits between rounds
 * @param random gives the calling thread's source of jitter
 * @param instance names the instance; unique among those that run at the same time
 * @param end ends what runs the tasks
 */
public record Execution(
        WriteSettings settings,
        SideBySide tasks,
        Sleeper sleeper,
        Supplier<RandomGenerator> random,
        Supplier<String> instance,
        Runnable end) {

    /** Returns an execution on threads of its own. */
    public static Execution real(WriteSettings settings) {
        ExecutorService pool = Executors.newFixedThreadPool(settings.concurrency(), work -> {
            Thread thread = new Thread(work, "sync-writer");
            thread.setDaemon(true);
            return thread;
        });
        // Unlike others, this one differs between functions that were restored from one snapshot.
        RandomGenerator random = new SecureRandom();
        return new Execution(
                settings,
                SideBySide.on(pool),
                pause -> Thread.sleep(pause.toMillis()),
                () -> random,
                new InstanceName(),
                pool::shutdown);
    }
}
