package io.touchstream.operator.procedure;

import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifyRepair;
import io.touchstream.touch.verify.VerifySettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Mends what verify listed. */
public final class Repair {
    private static final int THREADS = 8;
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Workspace workspace;

    public Repair(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Mends differences and returns how many came to each outcome. */
    public Map<String, Long> repair(List<Difference> differences, Stop stop) {
        if (differences.isEmpty() || stop.isAsked()) {
            return Map.of();
        }
        ExecutorService readers = Executors.newFixedThreadPool(THREADS);
        ExecutorService writers = Executors.newFixedThreadPool(THREADS);
        try (TouchRunner runner = new TouchRunner(workspace, VerifySettings.DEFAULT)) {
            return repair(differences, runner.repair(), readers, writers);
        } catch (OutOfTimeException late) {
            throw new UnusableException("the repair did not end in time: verify again and repair the rest");
        } finally {
            readers.shutdown();
            writers.shutdown();
        }
    }

    private Map<String, Long> repair(
            List<Difference> differences, SourceRepair sources, ExecutorService readers, ExecutorService writers)
            throws OutOfTimeException {
        VerifyContext context = new VerifyContext(
                workspace.client(),
                workspace.definition(),
                workspace.transformation(),
                workspace.quarantine(),
                workspace.heartbeats(),
                workspace.differences(),
                workspace.tombstones(),
                readers,
                Clock.systemUTC(),
                Sleeper.REAL,
                VerifySettings.DEFAULT);
        VerifyRepair repair = new VerifyRepair(
                context,
                sources,
                new GuardedWriter(workspace.client(), workspace.definition(), workspace.control()),
                writers);
        RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new SecureRandom());
        Map<String, Long> outcomes = new TreeMap<>();
        repair.repair(differences.stream(), token, Instant.now().plus(PATIENCE))
                .forEach((outcome, count) -> outcomes.put(outcome.name(), count));
        return outcomes;
    }
}
