package io.touchstream.operator.command;

import io.touchstream.operator.procedure.Stop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and SIGTERM into a wish to end, and gives the command the time to do so, until it is closed. */
final class Interruption implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(20);
    /** What a command has to take back takes as long as AWS does: the switching of an event source mapping, minutes. */
    private static final int STEPS = 90;

    private final Duration step;
    private final Stop stop = new Stop();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "interruption");

    Interruption() {
        this(STEP);
    }

    /** Creates one that says after each step that it still waits. */
    Interruption(Duration step) {
        this.step = step;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns the wish that Ctrl-C expresses. */
    Stop stop() {
        return stop;
    }

    /** States that the command has ended. */
    @Override
    public void close() {
        ended.countDown();
        if (!stop.isAsked()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** Expresses the wish, and waits for the end. */
    void interrupted() {
        stop.ask();
        try {
            for (int waited = 0; waited < STEPS && !ended.await(step.toMillis(), TimeUnit.MILLISECONDS); waited++) {
                System.err.println(
                        "still ending what is under way; kill -9 ends it at once, and the same command goes on");
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
