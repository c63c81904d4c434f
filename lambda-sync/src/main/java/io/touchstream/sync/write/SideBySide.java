package io.touchstream.sync.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Runs tasks side by side. */
@FunctionalInterface
public interface SideBySide {
    /** Runs all tasks and returns when the last has ended, however it ended. */
    void run(List<Runnable> tasks);

    /** Returns what runs tasks on an executor's threads. A task's failure is thrown when all have ended. */
    static SideBySide on(Executor executor) {
        return tasks -> CompletableFuture.allOf(tasks.stream()
                        .map(task -> CompletableFuture.runAsync(task, executor))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
