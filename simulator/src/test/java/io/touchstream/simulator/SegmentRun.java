package io.touchstream.simulator;

import io.touchstream.protocol.control.Job;
import io.touchstream.touch.TouchHandler;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;

/** Runs a job over all segments of its tables side by side, as the state machine does: each again until it is done. */
final class SegmentRun {
    private static final List<Long> TIMEOUTS = List.of(300_000L, 60_000L, 15_000L);

    private final Simulation simulation;
    private final String run;
    private final int segments;
    private int open;

    SegmentRun(Simulation simulation, String run, int segments) {
        this.simulation = simulation;
        this.run = run;
        this.segments = segments;
    }

    /** Works through all segments of some tables. */
    SegmentRun over(Job job, List<String> tables) {
        tables.forEach(table -> over(job, table));
        return this;
    }

    private void over(Job job, String table) {
        for (int segment = 0; segment < segments; segment++) {
            Map<String, Object> request = Map.of(
                    "run", run, "job", job.name(), "table", table, "segment", segment, "totalSegments", segments);
            open++;
            simulation.scheduler.spawn(job + " " + table + " " + segment, () -> {
                work(request);
                open--;
            });
        }
    }

    /** Waits for all segments. */
    void await() {
        simulation.scheduler.await(() -> open == 0);
    }

    private void work(Map<String, Object> request) {
        Instance process = null;
        TouchHandler handler = null;
        while (true) {
            simulation.scheduler.step();
            if (handler == null) {
                process = simulation.process(request.get("job") + " " + request.get("segment"));
                handler = simulation.touchHandler(process);
            }
            boolean calm = simulation.faults.areOff();
            process.begin(TIMEOUTS.get(calm ? 0 : simulation.choices.next(3)));
            boolean done = invoke(handler, process, request);
            if (process.isLate()) {
                simulation.faults.count(Fault.INVOCATION_TIMEOUT);
            }
            process.end();
            if (done) {
                return;
            }
            if (process.isDead()) {
                handler = null;
            }
        }
    }

    private boolean invoke(TouchHandler handler, Instance process, Map<String, Object> request) {
        try {
            Map<String, Object> answer = handler.handleRequest(request, process);
            return Boolean.TRUE.equals(answer.get("done")) && !process.isDead();
        } catch (SdkException failed) {
            simulation.trace(() -> "the invocation failed: " + failed.getMessage());
            simulation.scheduler.sleep(1000);
            return false;
        } catch (RuntimeException | Crash failed) {
            if (!process.isDead()) {
                throw failed;
            }
            return false;
        }
    }
}
