package io.touchstream.operator.service;

import io.touchstream.operator.deployed.AwsMetrics;
import io.touchstream.operator.deployed.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Consumed capacity as CloudWatch has it, minute by minute, of a table and its global indexes. */
final class AwsCapacityMetrics implements CapacityMetrics {
    private static final String READ = "ConsumedReadCapacityUnits";
    private static final String WRITE = "ConsumedWriteCapacityUnits";
    /** Nobody promises when a minute is complete; this is on the safe side. */
    private static final Duration DELAY = Duration.ofMinutes(3);

    private final DynamoDbClient tables;
    private final AwsMetrics metrics;

    AwsCapacityMetrics(DynamoDbClient tables, CloudWatchClient metrics) {
        this.tables = tables;
        this.metrics = new AwsMetrics(metrics);
    }

    @Override
    public Consumption consumed(String table, Instant from, Instant to) {
        List<Measure> measures = new ArrayList<>();
        List<String> indexes = indexes(table);
        for (String name : List.of(READ, WRITE)) {
            measures.add(Measure.table(table, name));
            indexes.forEach(index -> measures.add(Measure.index(table, index, name)));
        }
        Map<Measure, Double> measured = metrics.measure(measures, from, to);
        return new Consumption(sum(measured, READ), sum(measured, WRITE));
    }

    @Override
    public Duration delay() {
        return DELAY;
    }

    private List<String> indexes(String table) {
        return tables.describeTable(request -> request.tableName(table)).table().globalSecondaryIndexes().stream()
                .map(index -> index.indexName())
                .toList();
    }

    private static double sum(Map<Measure, Double> measured, String name) {
        return measured.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
