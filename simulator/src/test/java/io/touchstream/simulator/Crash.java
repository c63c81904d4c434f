package io.touchstream.simulator;

/** Ends a simulated process wherever it is. An error, so that nothing which handles failures of requests handles it. */
final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
        super("the process died", null, false, false);
    }
}
