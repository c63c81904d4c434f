package io.touchstream.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs actors one at a time, in virtual time. Each has a thread, so that the code under test may be paused anywhere that it
 * calls a client or sleeps; but only the one whose turn it is runs, and whose turn is next is drawn.
 */
final class Scheduler {
    private static final long LONGEST_SECONDS = 120;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "actor");
        thread.setDaemon(true);
        return thread;
    });

    private final Choices choices;
    private final int steadiness;
    private final long mostSteps;
    private final List<Actor> actors = new ArrayList<>();
    private final List<Actor> candidates = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Actor current;
    private long now;
    private long steps;
    private volatile Throwable failure;

    /**
     * Creates a scheduler.
     *
     * @param steadiness of so many draws, all but one let the present actor go on
     * @param mostSteps where a run that has not come to rest fails
     */
    Scheduler(Choices choices, int steadiness, long mostSteps) {
        this.choices = choices;
        this.steadiness = steadiness;
        this.mostSteps = mostSteps;
    }

    private static final class Actor {
        private final String name;
        private final Semaphore turn = new Semaphore(0);
        private long wakeAt;
        private BooleanSupplier condition = () -> true;

        private Actor(String name) {
            this.name = name;
        }
    }

    /** Returns the time in milliseconds. */
    long now() {
        return now;
    }

    /** Returns how many steps there were. */
    long steps() {
        return steps;
    }

    /** Returns the name of the actor whose turn it is. */
    String actor() {
        return current == null ? "-" : current.name;
    }

    /** Adds an actor. */
    void spawn(String name, Runnable body) {
        Actor actor = new Actor(name);
        actors.add(actor);
        THREADS.execute(() -> live(actor, body));
    }

    /** Runs all actors to their ends, or to the first failure, which is thrown. */
    void run() {
        next(null);
        try {
            if (!ended.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("an actor waits for another outside of the simulation");
            }
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** Counts a step, and lets others have their turns. */
    void step() {
        steps++;
        if (steps > mostSteps) {
            fail(new Violation("no rest after " + steps + " steps: "
                    + actors.stream().map(actor -> actor.name).toList()));
        }
        now += 1 + (choices.oneIn(64) ? choices.next(2000) : 0);
        pass();
    }

    /** Lets others have their turns for so long. */
    void sleep(long millis) {
        current.wakeAt = now + millis;
        pass();
    }

    /** Lets others have their turns until something holds. */
    void await(BooleanSupplier condition) {
        current.condition = condition;
        pass();
        current.condition = () -> true;
    }

    /** Ends the run with a failure, whatever the code under test would make of an exception. */
    void fail(Violation violation) {
        if (failure == null) {
            failure = violation;
        }
        throw new Crash();
    }

    /** Moves the time on. */
    void advance(long millis) {
        now += millis;
    }

    /** Runs tasks as actors of their own and waits for all. */
    void together(List<Runnable> tasks) {
        int[] open = {tasks.size()};
        List<Throwable> thrown = new ArrayList<>();
        String name = current.name;
        for (Runnable task : tasks) {
            spawn(name, () -> {
                try {
                    task.run();
                } catch (RuntimeException | Crash failed) {
                    thrown.add(failed);
                } finally {
                    open[0]--;
                }
            });
        }
        await(() -> open[0] == 0);
        for (Throwable one : thrown) {
            if (one instanceof Crash crash) {
                throw crash;
            }
            throw (RuntimeException) one;
        }
    }

    private void live(Actor self, Runnable body) {
        self.turn.acquireUninterruptibly();
        try {
            if (failure == null) {
                body.run();
            }
        } catch (Throwable thrown) {
            if (failure == null) {
                failure = thrown;
            }
        }
        actors.remove(self);
        if (failure != null) {
            end();
        } else if (actors.isEmpty()) {
            ended.countDown();
        } else {
            try {
                next(self);
            } catch (Violation stuck) {
                failure = stuck;
                end();
            }
        }
    }

    /** Lets each of the others end, one after the other. */
    private void end() {
        if (actors.isEmpty()) {
            ended.countDown();
        } else {
            current = actors.get(0);
            current.turn.release();
        }
    }

    private void pass() {
        if (failure != null) {
            throw new Crash();
        }
        Actor self = current;
        if (next(self)) {
            self.turn.acquireUninterruptibly();
        }
        if (failure != null) {
            throw new Crash();
        }
    }

    /** Draws whose turn is next; tells whether it is another one's. */
    private boolean next(Actor self) {
        if (self != null && actors.contains(self) && isReady(self) && !choices.oneIn(steadiness)) {
            return false;
        }
        ready();
        if (candidates.isEmpty()) {
            throw new Violation("nothing can go on: "
                    + actors.stream().map(actor -> actor.name).toList());
        }
        Actor chosen = candidates.get(candidates.size() == 1 ? 0 : choices.next(candidates.size()));
        if (chosen == self) {
            return false;
        }
        current = chosen;
        chosen.turn.release();
        return true;
    }

    private void ready() {
        candidates.clear();
        for (Actor actor : actors) {
            if (isReady(actor)) {
                candidates.add(actor);
            }
        }
        if (!candidates.isEmpty()) {
            return;
        }
        long soonest = Long.MAX_VALUE;
        for (Actor actor : actors) {
            if (actor.wakeAt > now) {
                soonest = Math.min(soonest, actor.wakeAt);
            }
        }
        if (soonest < Long.MAX_VALUE) {
            now = soonest;
            ready();
        }
    }

    private boolean isReady(Actor actor) {
        return actor.wakeAt <= now && actor.condition.getAsBoolean();
    }
}
