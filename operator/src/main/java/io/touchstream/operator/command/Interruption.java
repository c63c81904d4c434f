package io.touchstream.operator.command;

import io.touchstream.operator.procedure.Stop;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and SIGTERM into a wish to end, and gives what is under way the time to do so. */
final class Interruption {
    private static final long PATIENCE_SECONDS = 20;

    private Interruption() {}

    /** Returns a wish that Ctrl-C expresses; the process then waits for the thread that called this. */
    static Stop asStop() {
        Stop stop = new Stop();
        Thread command = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.ask();
                            try {
                                command.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                            } catch (InterruptedException interruption) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "interruption"));
        return stop;
    }
}
