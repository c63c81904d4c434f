package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.operator.UnusableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Runs applications, each on a thread of its own, at a bounded rate until it is stopped. */
final class Traffic {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final List<Thread> threads = new ArrayList<>();
    private final List<Application> applications;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final int changesPerSecond;
    private final BooleanSupplier mayWrite;
    private volatile boolean running = true;

    /**
     * Starts the traffic.
     *
     * @param changesPerSecond how many changes each application makes a second
     */
    Traffic(List<Application> applications, int changesPerSecond) {
        this(applications, changesPerSecond, () -> true);
    }

    private Traffic(List<Application> applications, int changesPerSecond, BooleanSupplier mayWrite) {
        this.applications = List.copyOf(applications);
        this.changesPerSecond = changesPerSecond;
        this.mayWrite = mayWrite;
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
            throw new UnusableException("the rehearsal's own application failed: "
                    + (failed instanceof DynamoDbException refused && refused.awsErrorDetails() != null
                            ? refused.awsErrorDetails().errorCode() + ": "
                                    + refused.awsErrorDetails().errorMessage()
                            : failed.getClass().getSimpleName()));
        }
    }

    /**
     * Goes on where this traffic, which has ended, left off.
     *
     * @param allowed tells before each change whether the application may write
     */
    Traffic goOn(BooleanSupplier allowed) {
        return new Traffic(applications, changesPerSecond, allowed);
    }

    /** Goes on in the target, where this traffic, which has ended, left off. */
    Traffic goOnIn(Store target) {
        applications.forEach(application -> application.moveTo(target));
        return goOn(() -> true);
    }

    /** Returns the items that were changed in the target. */
    Set<ItemKey> moved() {
        Set<ItemKey> moved = new HashSet<>();
        applications.forEach(application -> moved.addAll(application.moved()));
        return moved;
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
                if (mayWrite.getAsBoolean()) {
                    application.change();
                }
                LockSupport.parkNanos(pauseNanos);
            }
        } catch (RuntimeException | Error failed) {
            failure.compareAndSet(null, failed);
        }
    }
}
