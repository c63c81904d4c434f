package io.touchstream.operator.command;

import io.touchstream.operator.procedure.Stop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and SIGTERM into a wish to end, and gives the command the time to do so, until it is closed. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Stop stop = new Stop();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "interruption");

    Interruption() {
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

    private void interrupted() {
        stop.ask();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("ended before everything under way had; run again to go on");
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
