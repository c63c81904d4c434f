package io.touchstream.infra;

import io.touchstream.protocol.metrics.EmbeddedMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a metric of CloudWatch.
 *
 * @param statistic how its values within a period become one, such as {@code Sum}
 */
record Metric(String namespace, String name, Map<String, String> dimensions, String statistic) {
    static final String DYNAMO_DB = "AWS/DynamoDB";
    private static final String LAMBDA = "AWS/Lambda";

    Metric {
        dimensions = Map.copyOf(dimensions);
    }

    static Metric table(String table, String name) {
        return new Metric(DYNAMO_DB, name, Map.of("TableName", table), "Sum");
    }

    static Metric index(String table, String index, String name) {
        return new Metric(DYNAMO_DB, name, Map.of("TableName", table, "GlobalSecondaryIndexName", index), "Sum");
    }

    static Metric function(String function, String name, String statistic) {
        return new Metric(LAMBDA, name, Map.of("FunctionName", function), statistic);
    }

    static Metric mapping(String mapping, String name) {
        return new Metric(LAMBDA, name, Map.of("EventSourceMappingUUID", mapping), "Sum");
    }

    /** Returns what the functions count themselves, or measure in milliseconds. */
    static Metric own(String migration, String name, String statistic) {
        return new Metric(EmbeddedMetrics.NAMESPACE, name, Map.of("migration", migration), statistic);
    }

    static Metric machine(String machine, String name) {
        return new Metric("AWS/States", name, Map.of("StateMachineArn", machine), "Sum");
    }

    /** Returns the metric as a dashboard's widget takes it. */
    List<Object> row(Map<String, Object> options) {
        List<Object> row = new ArrayList<>(List.of(namespace, name));
        new TreeMap<>(dimensions).forEach((dimension, value) -> {
            row.add(dimension);
            row.add(value);
        });
        Map<String, Object> all = new TreeMap<>(options);
        all.put("stat", statistic);
        row.add(all);
        return row;
    }

    List<Object> row() {
        return row(Map.of());
    }
}
