package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs applications, each on a thread of its own, at a bounded rate until it is stopped. */
final class Traffic {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final List<Thread> threads = new ArrayList<>();
    private final List<Application> applications;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean running = true;

    /**
     * Starts the traffic.
     *
     * @param changesPerSecond how many changes each application makes a second
     */
    Traffic(List<Application> applications, int changesPerSecond) {
        this.applications = List.copyOf(applications);
        for (Application application : applications) {
            Thread thread = new Thread(() -> run(application, NANOS_PER_SECOND / changesPerSecond), "application");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Ends the traffic; all that was begun is written when this returns. */
    void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the rehearsal's own application failed", failed);
        }
    }

    /** Returns how many changes were made. */
    long changes() {
        return applications.stream().mapToLong(Application::changes).sum();
    }

    /** Gives every item back as it was before the traffic; call it after the end. */
    void giveBack() {
        applications.forEach(Application::giveBack);
    }

    /** Returns how many of the seeded items were changed. */
    long changedItems() {
        return applications.stream().mapToLong(Application::changedItems).sum();
    }

    /** Returns the journals of all applications; they share no item. */
    Map<ItemKey, Optional<Item>> journal() {
        Map<ItemKey, Optional<Item>> journal = new HashMap<>();
        applications.forEach(application -> journal.putAll(application.journal()));
        return journal;
    }

    private void run(Application application, long pauseNanos) {
        try {
            while (running) {
                application.change();
                LockSupport.parkNanos(pauseNanos);
            }
        } catch (RuntimeException | Error failed) {
            failure.compareAndSet(null, failed);
        }
    }
}
