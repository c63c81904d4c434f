package io.touchstream.operator.cutover;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.deployed.Execution.Status;
import io.touchstream.operator.deployed.MapRun;
import io.touchstream.operator.deployed.Measure;
import io.touchstream.operator.deployed.RunInput;
import io.touchstream.operator.deployed.Stack;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A stack whose state machine is this process: a verify is carried out as soon as it is started. Nothing else is asked of it. */
final class LocalStack implements Deployment {
    private final Workspace workspace;
    private final VerifySettings settings;
    private final Map<String, Execution> executions = new HashMap<>();

    LocalStack(Workspace workspace, VerifySettings settings) {
        this.workspace = workspace;
        this.settings = settings;
    }

    @Override
    public Stack stack() {
        String name = workspace.definition().name();
        return new Stack(
                name,
                "CREATE_COMPLETE",
                name,
                workspace.definition().checksum(),
                "arn",
                List.of("sync", "reverse"),
                mappings(workspace.definition().source().tables().keySet(), SwitchMappings.FORWARD),
                mappings(workspace.definition().target().tables().keySet(), SwitchMappings.REVERSE),
                List.of("arn:aws:iam::111122223333:role/Sync"),
                List.of("arn:aws:iam::111122223333:role/Sync"),
                "dashboard",
                false);
    }

    private static Map<String, String> mappings(Collection<String> tables, String id) {
        return tables.stream().collect(Collectors.toMap(table -> table, table -> id));
    }

    @Override
    public Optional<Execution> execution(String name) {
        return Optional.ofNullable(executions.get(name));
    }

    @Override
    public void start(String name, RunInput input) {
        Run run = workspace.runs().all().stream()
                .filter(begun -> begun.id().equals(input.run()))
                .findFirst()
                .orElseThrow();
        Instant now = Instant.now();
        try {
            new VerifyRunner(workspace).verify(run, settings, new Stop());
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
        executions.put(
                name, new Execution(name, Status.SUCCEEDED, false, 0, input.maxConcurrency(), now, now, null, null));
    }

    @Override
    public void redrive(String name) {
        throw unasked();
    }

    @Override
    public void stop(String name, String cause) {
        throw unasked();
    }

    @Override
    public List<MapRun> mapRuns(String execution) {
        return List.of();
    }

    @Override
    public void limit(MapRun mapRun, int maxConcurrency) {
        throw unasked();
    }

    @Override
    public String mappingState(String id) {
        throw unasked();
    }

    @Override
    public Map<Measure, Double> measure(Collection<Measure> measures, Instant from, Instant to) {
        return Map.of();
    }

    private static IllegalStateException unasked() {
        return new IllegalStateException("a cut-over does not ask for this");
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
