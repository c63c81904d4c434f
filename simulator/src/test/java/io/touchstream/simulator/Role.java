package io.touchstream.simulator;

/** Says whose client it is. */
enum Role {
    SYNC,
    JOB,
    OPERATOR;

    /** Tells whether the client waits throttles out; the touch function lets them through, and slows down. */
    boolean waitsOutThrottles() {
        return this != JOB;
    }
}
