package io.touchstream.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;

/** An executor whose tasks run when and in which order the simulation draws. */
final class SideBySideTasks extends AbstractExecutorService {
    private final Simulation simulation;
    private final Instance process;

    private final boolean interleaves;

    /**
     * Creates it for a process.
     *
     * @param interleaves whether tasks may be paused for one another: not where they call a client with a lock in hand
     */
    SideBySideTasks(Simulation simulation, Instance process, boolean interleaves) {
        this.simulation = simulation;
        this.process = process;
        this.interleaves = interleaves;
    }

    /** Runs tasks in an order that is drawn, or interleaved. */
    void runAll(List<? extends Runnable> tasks) {
        List<Runnable> order = new ArrayList<>(tasks);
        for (int last = order.size() - 1; last > 0; last--) {
            int other = last - simulation.choices.next(last + 1);
            order.set(last, order.set(other, order.get(last)));
        }
        if (interleaves && order.size() > 1) {
            simulation.scheduler.together(order);
        } else {
            order.forEach(Runnable::run);
        }
        process.check();
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) {
        List<RunnableFuture<T>> futures = new ArrayList<>();
        tasks.forEach(task -> futures.add(newTaskFor(task)));
        runAll(futures);
        return new ArrayList<>(futures);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
