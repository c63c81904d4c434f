package io.touchstream.operator.command;

import io.touchstream.operator.UsageException;
import picocli.CommandLine.Option;

/** Options of a job that a stack carries out. */
final class StackOptions {
    private static final int MOST = 1_000;

    @Option(
            names = "--concurrency",
            defaultValue = "20",
            paramLabel = "N",
            description =
                    "how many segments a stack works on side by side, 1 to 1000, where it has to begin; default: ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(names = "--detach", description = "return once the stack has begun, instead of following it to the end")
    private boolean detach;

    /**
     * Returns the concurrency.
     *
     * @throws UsageException when it is out of bounds
     */
    int concurrency() {
        return checked(concurrency);
    }

    boolean detach() {
        return detach;
    }

    /**
     * Checks a concurrency.
     *
     * @throws UsageException when it is out of bounds; 0 would lift every limit
     */
    static int checked(int concurrency) {
        if (concurrency < 1 || concurrency > MOST) {
            throw new UsageException("--concurrency " + concurrency + ": expected 1 to " + MOST);
        }
        return concurrency;
    }
}
