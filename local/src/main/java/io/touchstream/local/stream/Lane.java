package io.touchstream.local.stream;

import java.util.List;

/** Delivers the records of some items of one shard in their order, on a thread of its own. */
final class Lane {
    private final LaneBuffer buffer;
    private final BatchDelivery delivery;
    private final Lifecycle lifecycle;
    private final Thread thread;

    Lane(String name, LaneBuffer buffer, BatchDelivery delivery, Lifecycle lifecycle) {
        this.buffer = buffer;
        this.delivery = delivery;
        this.lifecycle = lifecycle;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void put(StreamEvent event) throws InterruptedException {
        buffer.put(event);
    }

    /** Takes no more records and begins no more invocations; one under way may end. */
    void close() {
        buffer.close();
    }

    void interrupt() {
        buffer.close();
        thread.interrupt();
    }

    /** Waits for the invocation under way; returns whether it has ended in time. */
    boolean join(long millis) throws InterruptedException {
        thread.join(Math.max(1, millis));
        return !thread.isAlive();
    }

    private void run() {
        try {
            List<StreamEvent> batch = buffer.takeBatch();
            while (!batch.isEmpty() && !lifecycle.isStopped()) {
                delivery.deliver(batch);
                batch = buffer.takeBatch();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
