package io.touchstream.local.map;

import io.touchstream.local.Pause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Runs segments side by side, as the Step Functions map does: each is invoked again and again until it says that it is done.
 *
 * <p>A failed invocation is tried again after a wait; a segment whose invocation fails too often in a row is given up, and
 * the others go on. One map runs once.
 */
public final class SegmentMap<I> {
    private final SegmentInvoker<I> invoker;
    private final SegmentMapSettings settings;
    private final Pause pause;
    private final RandomGenerator random;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Map<I, Throwable> failed = new ConcurrentHashMap<>();

    public SegmentMap(SegmentInvoker<I> invoker, SegmentMapSettings settings) {
        this(invoker, settings, Pause.REAL, RandomGenerator.getDefault());
    }

    SegmentMap(SegmentInvoker<I> invoker, SegmentMapSettings settings, Pause pause, RandomGenerator random) {
        this.invoker = invoker;
        this.settings = settings;
        this.pause = pause;
        this.random = random;
    }

    /**
     * Works on all the segments and returns when each is done or has failed, or, after {@link #stop()}, when no invocation
     * is under way any more.
     *
     * @throws InterruptedException if the calling thread is interrupted; invocations under way are interrupted too
     */
    public MapOutcome<I> run(List<I> inputs) throws InterruptedException {
        List<I> spread = SpreadOrder.of(inputs, settings.workers());
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < Math.min(settings.workers(), spread.size()); number++) {
            Thread thread = new Thread(() -> work(spread), "segment-worker-" + number);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        join(threads);
        boolean unfinished = done.get() + failed.size() < inputs.size();
        return new MapOutcome<>(done.get(), failed, unfinished);
    }

    /** Lets the invocations under way end, and begins no other one. Returns at once; {@link #run} returns when they have ended. */
    public void stop() {
        stop.countDown();
    }

    private void join(List<Thread> threads) throws InterruptedException {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            stop();
            threads.forEach(Thread::interrupt);
            throw interrupted;
        }
    }

    private void work(List<I> inputs) {
        int index = next.getAndIncrement();
        while (index < inputs.size() && !stopped()) {
            workOn(inputs.get(index));
            index = next.getAndIncrement();
        }
    }

    private void workOn(I input) {
        int failures = 0;
        while (!stopped()) {
            try {
                if (invoker.invoke(input)) {
                    done.incrementAndGet();
                    return;
                }
                failures = 0;
            } catch (InterruptedException interrupted) {
                stop();
                return;
            } catch (Exception | Error failure) {
                failures++;
                if (failures == settings.maxAttempts()) {
                    failed.put(input, failure);
                    return;
                }
                waitBefore(failures);
            }
        }
    }

    private void waitBefore(int retry) {
        try {
            pause.await(settings.backoff().delay(retry, random), stop);
        } catch (InterruptedException interrupted) {
            stop();
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }
}
