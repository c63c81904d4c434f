package io.touchstream.operator.deployed;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One migration as it is deployed: its stack, and what the stack's services do and say. */
public interface Deployment extends AutoCloseable {
    /** Returns what is deployed, as it was when this was found. */
    Stack stack();

    /** Returns an execution of the state machine, if there is one of that name. What it says may be a few seconds old. */
    Optional<Execution> execution(String name);

    /** Starts an execution. Does nothing where there is one of that name already. */
    void start(String name, RunInput input);

    /** Goes on with an execution that has ended, where it ended. */
    void redrive(String name);

    /** Stops an execution. Invocations under way go on to their end. */
    void stop(String name, String cause);

    /** Returns the map runs of an execution, one for each table that it has come to, the latest first. */
    List<MapRun> mapRuns(String execution);

    /** Changes how many segments of a map run under way are worked on side by side. */
    void limit(MapRun mapRun, int maxConcurrency);

    /** Returns the state of an event source mapping, such as {@code Enabled}. */
    String mappingState(String id);

    /** Returns what was measured in a time: sums, or the largest value. What nobody measured is not in it. */
    Map<Measure, Double> measure(Collection<Measure> measures, Instant from, Instant to);

    @Override
    void close();
}
