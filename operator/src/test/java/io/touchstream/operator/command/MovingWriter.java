package io.touchstream.operator.command;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A live writer with items of its own: writes the source, rests until all has arrived when it is told to move, then writes the target. */
final class MovingWriter extends Thread {
    private static final int ITEMS = 12;
    private static final long PAUSE = 10;

    private final String prefix;
    private final ShopWriter writer;
    private final GradualScene scene;
    private final Random random;
    private final AtomicLong written = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean told;
    private volatile boolean moved;
    private volatile boolean ended;

    /**
     * Creates it.
     *
     * @param prefix what the ids of its items begin with
     */
    MovingWriter(String prefix, ShopWriter writer, GradualScene scene) {
        this.prefix = prefix;
        this.writer = writer;
        this.scene = scene;
        this.random = new Random(prefix.hashCode());
        setDaemon(true);
    }

    /** Has it move, and waits until it writes the target. */
    void moveOver() throws InterruptedException {
        told = true;
        while (!moved) {
            require();
            Thread.sleep(PAUSE);
        }
    }

    /** Waits until it has written so much more. */
    void awaitWrites(int more) throws InterruptedException {
        long wanted = written.get() + more;
        while (written.get() < wanted) {
            require();
            Thread.sleep(PAUSE);
        }
    }

    /** Ends it; whatever it had begun is written. */
    void end() throws InterruptedException {
        ended = true;
        join();
        require();
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                if (told && !moved) {
                    awaitArrival();
                    moved = true;
                }
                write(prefix + random.nextInt(ITEMS), "v" + written.get());
                written.incrementAndGet();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException | RuntimeException | Error failed) {
            failure.set(failed);
        }
    }

    private void write(String id, String description) {
        boolean known = scene.remembered().containsKey(id);
        switch (random.nextInt(3)) {
            case 0 -> put(id, description);
            case 1 -> {
                if (known && moved) {
                    writer.updateTarget(id, description);
                } else {
                    put(id, description);
                }
            }
            default -> {
                if (known && moved) {
                    writer.deleteTarget(id);
                } else if (known) {
                    writer.deleteSource(id);
                }
            }
        }
    }

    private void put(String id, String description) {
        if (moved) {
            writer.putTarget(id, description);
            return;
        }
        writer.putSource(id, description);
    }

    private void awaitArrival() throws InterruptedException {
        while (!own(scene.inTarget()).equals(own(scene.remembered()))) {
            Thread.sleep(PAUSE);
        }
    }

    private Map<String, String> own(Map<String, String> items) {
        items.keySet().removeIf(id -> !id.startsWith(prefix));
        return items;
    }

    private void require() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError("a writer failed", failed);
        }
    }
}
