package io.touchstream.local.stream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Tells all the threads of one mapping whether to go on, and counts what they have done. */
final class Lifecycle {
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean killed;

    /** Asks for an orderly end: invocations under way may end, and what they settle counts. */
    void stop() {
        stop.countDown();
    }

    /** Asks for an end as by a crash: nothing counts any more. */
    void kill() {
        killed = true;
        stop.countDown();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    boolean isKilled() {
        return killed;
    }

    CountDownLatch stopSignal() {
        return stop;
    }

    void countDelivered(int records) {
        delivered.addAndGet(records);
    }

    long delivered() {
        return delivered.get();
    }

    /** Begins a wait for everything that is in the stream now; reads that begin later are later than this. */
    long requestCatchUp() {
        return requests.incrementAndGet();
    }

    long currentRequest() {
        return requests.get();
    }
}
