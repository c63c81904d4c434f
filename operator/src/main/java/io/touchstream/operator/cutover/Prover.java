package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.touch.verify.VerifyReport;

/** Compares the tables in both directions, wherever that is done. */
@FunctionalInterface
public interface Prover {
    /** Returns what was found; incomplete where the end was asked for first. */
    VerifyReport prove(Stop stop) throws InterruptedException;
}
