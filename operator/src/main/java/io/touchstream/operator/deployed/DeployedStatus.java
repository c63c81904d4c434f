package io.touchstream.operator.deployed;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.operator.UnusableException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Describes how a deployed migration stands: the stack, its mappings, the latest run's execution, and the last minutes. */
public final class DeployedStatus {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final List<String> TABLE_METRICS = List.of(
            "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents");

    private final Deployment deployment;
    private final MigrationDefinition definition;

    public DeployedStatus(Deployment deployment, MigrationDefinition definition) {
        this.deployment = deployment;
        this.definition = definition;
    }

    /**
     * Describes it.
     *
     * @param run the latest run's id; null where there was none
     */
    public Map<String, Object> describe(@Nullable String run, Instant now) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("stack", stack());
        document.put("mappings", states(deployment.stack().mappings()));
        document.put("reverseMappings", states(deployment.stack().reverseMappings()));
        if (run != null) {
            new RunExecutions(deployment)
                    .latest(run)
                    .ifPresent(execution -> document.put("execution", execution(execution)));
        }
        document.putAll(measuredOrWhyNot(now));
        return document;
    }

    private Map<String, Object> stack() {
        Stack stack = deployment.stack();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", stack.name());
        described.put("status", stack.status());
        described.put("production", stack.production());
        described.put("definition", stack.definitionChecksum().equals(definition.checksum()) ? "same" : "other");
        described.put("dashboard", stack.dashboard());
        return described;
    }

    private Map<String, String> states(Map<String, String> mappings) {
        Map<String, String> states = new TreeMap<>();
        mappings.forEach((table, id) -> states.put(table, deployment.mappingState(id)));
        return states;
    }

    private Map<String, Object> execution(Execution execution) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", execution.name());
        described.put("status", execution.status().name());
        described.put("startedAt", execution.startedAt().toString());
        if (execution.error() != null) {
            described.put("error", execution.error());
        }
        described.put(
                "mapRuns",
                deployment.mapRuns(execution.name()).stream()
                        .map(DeployedStatus::mapRun)
                        .toList());
        return described;
    }

    private static Map<String, Object> mapRun(MapRun mapRun) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("running", mapRun.running());
        described.put("maxConcurrency", mapRun.maxConcurrency());
        described.put("waiting", mapRun.waiting());
        described.put("working", mapRun.working());
        described.put("done", mapRun.done());
        described.put("failed", mapRun.failed());
        return described;
    }

    /** Nothing is decided by what is shown here, and the rest of it is wanted most where something is out of order. */
    private Map<String, Object> measuredOrWhyNot(Instant now) {
        try {
            return measured(now);
        } catch (UnusableException unknown) {
            return Map.of("unmeasured", String.valueOf(unknown.getMessage()));
        }
    }

    private Map<String, Object> measured(Instant now) {
        List<Measure> ages = deployment.stack().syncFunctions().stream()
                .map(Measure::iteratorAge)
                .toList();
        Map<String, List<Measure>> tables = new LinkedHashMap<>();
        definition.source().tables().keySet().forEach(table -> tables.put(table, ofTable(table, List.of())));
        definition.target().tables().forEach((table, shape) -> tables.put(table, ofTable(table, indexes(shape))));
        List<Measure> all = new ArrayList<>(ages);
        tables.values().forEach(all::addAll);
        Instant end = now.truncatedTo(ChronoUnit.MINUTES);
        Map<Measure, Double> values = deployment.measure(all, end.minus(WINDOW), end);
        Map<String, Object> described = new LinkedHashMap<>();
        // Nothing is measured while the stream is idle.
        described.put(
                "iteratorAgeMillis",
                ages.stream()
                        .flatMap(age -> Stream.ofNullable(values.get(age)))
                        .map(Math::round)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
        Map<String, Object> capacity = new LinkedHashMap<>();
        tables.forEach((table, measures) -> capacity.put(table, sums(measures, values)));
        described.put("lastFiveMinutes", capacity);
        return described;
    }

    private static Map<String, Long> sums(List<Measure> measures, Map<Measure, Double> values) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (Measure measure : measures) {
            sums.merge(measure.name(), Math.round(values.getOrDefault(measure, 0.0)), Long::sum);
        }
        return sums;
    }

    private static List<String> indexes(TableDefinition table) {
        return List.copyOf(table.globalSecondaryIndexes().keySet());
    }

    private static List<Measure> ofTable(String table, List<String> indexes) {
        List<Measure> measures = new ArrayList<>();
        for (String name : TABLE_METRICS) {
            measures.add(Measure.table(table, name));
            indexes.forEach(index -> measures.add(Measure.index(table, index, name)));
        }
        return measures;
    }
}
