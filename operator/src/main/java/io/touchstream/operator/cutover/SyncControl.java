package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.Directions;

/** Switches the directions of sync, wherever it runs. */
public interface SyncControl extends AutoCloseable {
    /**
     * Makes sync run in some directions and in no other, and waits until it is so: what is to run does, and nothing of what
     * ran before can write any more.
     *
     * @return false where the end was asked for first
     * @throws io.touchstream.operator.UnusableException when that does not come about
     */
    boolean run(Directions directions, Stop stop) throws InterruptedException;

    /**
     * As {@link #run}, and waits until nothing goes on that sync had begun before this call: from then on it goes by what the
     * control table said at the call.
     */
    boolean runAnew(Directions directions, Stop stop) throws InterruptedException;

    /** Tells whether sync ends with this process, so that somebody has to go on with it. */
    boolean endsWithThisProcess();

    @Override
    void close();
}
