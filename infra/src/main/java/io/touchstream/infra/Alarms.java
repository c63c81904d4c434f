package io.touchstream.infra;

import io.touchstream.infra.Watched.Consumer;
import io.touchstream.machine.Names;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.DimensionProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricDataQueryProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricStatProperty;
import software.constructs.Construct;

/**
 * Creates the alarms, each with its section of the runbook.
 *
 * <p>Missing data never alarms: a stream without changes has no iterator age, and a table without traffic no capacity. Where
 * sync fails, the iterator age grows; where its mapping is switched off there is none, so writes of a source of which nobody
 * polls anything have an alarm of their own.
 *
 * <p>What needs somebody's hand is not over when the minute is: an alarm about a quarantined or dropped change stays for a
 * day.
 *
 * <p>Two alarms hold in one phase only: that the source is still read, once nobody should read it, and that it is still
 * written. They are created with their actions disabled, and the operator enables them when that phase begins; until then
 * reads and writes of the source are what is wanted.
 */
final class Alarms {
    private static final int MINUTE = 60;
    private static final int FIVE_MINUTES = 5 * MINUTE;
    private static final int HOUR = 60 * MINUTE;
    private static final long HOUR_MILLIS = 60L * 60 * 1000;

    private final Construct scope;
    private final Stage stage;
    private final Watched watched;
    private final List<CfnAlarm> created = new ArrayList<>();

    Alarms(Construct scope, Stage stage, Watched watched) {
        this.scope = scope;
        this.stage = stage;
        this.watched = watched;
    }

    List<CfnAlarm> create() {
        watched.consumers().forEach(this::consumer);
        // Touch and copy count under the forward direction's name, also in place, where nothing is carried.
        quarantined(Direction.FORWARD, "An item could not be migrated");
        watched.segments()
                .forEach((job, function) -> single(
                        job.id() + "Errors",
                        Metric.function(function, "Errors", "Sum"),
                        0,
                        "function-errors",
                        "A segment's function failed; its attempts go on"));
        single(
                "RunFailed",
                Metric.machine(watched.machine(), "ExecutionsFailed"),
                0,
                "run-failed",
                "A run of the state machine failed");
        watched.sources().forEach(this::source);
        watched.left().forEach(this::left);
        return created;
    }

    private void consumer(Consumer consumer) {
        String prefix = consumer.direction().prefix();
        if (consumer.direction() == Direction.REVERSE) {
            quarantined(Direction.REVERSE, "A change could not be carried back to the source");
        }
        Metric age = Metric.function(consumer.function(), "IteratorAge", "Maximum");
        for (int hours : List.of(1, 6, 12)) {
            single(
                    prefix + "IteratorAge" + hours + "h",
                    age,
                    hours * HOUR_MILLIS,
                    "iterator-age",
                    "The oldest unread change is " + hours + " h old; the stream keeps changes for 24 h");
        }
        single(
                consumer.direction().id() + "Errors",
                Metric.function(consumer.function(), "Errors", "Sum"),
                0,
                "function-errors",
                "The function fails as a whole: nothing is being applied");
        consumer.mappings()
                .forEach((table, mapping) -> lasting(
                        prefix + "Dropped" + Names.logical(table),
                        Metric.mapping(mapping, "DroppedEventCount"),
                        "dropped-records",
                        "Changes of " + table + " were given up; they are in the bucket"));
        if (consumer.direction() == Direction.FORWARD) {
            consumer.mappings().forEach(this::silent);
        }
    }

    /** Watches for a mapping that is off while its source is written. */
    private void silent(String table, String mapping) {
        created.add(alarm(
                        "Silent" + Names.logical(table),
                        0,
                        true,
                        "silence",
                        "The source table " + table + " is written, and nothing of it is given to sync")
                .metrics(List.of(
                        query("written", Metric.table(table, "ConsumedWriteCapacityUnits")),
                        query("polled", Metric.mapping(mapping, "PolledEventCount")),
                        total("IF(written > 0 AND FILL(polled, 0) == 0, 1, 0)")))
                .evaluationPeriods(3)
                .build());
    }

    private void quarantined(Direction direction, String meaning) {
        String name = direction.metricsName(watched.definition().name());
        lasting(direction.prefix() + "Quarantined", Metric.own(name, "quarantined", "Sum"), "quarantine", meaning);
    }

    private void source(String table) {
        String name = Names.logical(table);
        sum(
                "Throttled" + name,
                table,
                List.of("ReadThrottleEvents", "WriteThrottleEvents"),
                true,
                "source-throttled",
                "The source table " + table + " is throttled, and so perhaps the application");
        indexes(
                "ThrottledIndexes" + name,
                table,
                "ReadThrottleEvents",
                true,
                "source-throttled",
                "An index of the source table " + table + " is throttled, and so perhaps the application");
    }

    /** Watches a table that the application is to leave. */
    private void left(String table) {
        String name = Names.logical(table);
        sum(
                "StillRead" + name,
                table,
                List.of("ConsumedReadCapacityUnits"),
                false,
                "still-read",
                "The source table " + table + " is still read, after step 4");
        indexes(
                "StillReadIndexes" + name,
                table,
                "ConsumedReadCapacityUnits",
                false,
                "still-read",
                "An index of the source table " + table + " is still read, after step 4");
        sum(
                "StillWritten" + name,
                table,
                List.of("ConsumedWriteCapacityUnits"),
                false,
                "still-written",
                "The source table " + table + " is still written, after step 5");
    }

    private void single(String id, Metric metric, long threshold, String section, String meaning) {
        created.add(of(metric, alarm(id, threshold, true, section, meaning))
                .period(MINUTE)
                .build());
    }

    private static CfnAlarm.Builder of(Metric metric, CfnAlarm.Builder alarm) {
        return alarm.namespace(metric.namespace())
                .metricName(metric.name())
                .dimensions(dimensions(metric))
                .statistic(metric.statistic());
    }

    private void sum(String id, String table, List<String> metrics, boolean enabled, String section, String meaning) {
        List<MetricDataQueryProperty> queries = new ArrayList<>();
        List<String> terms = new ArrayList<>();
        for (String name : metrics) {
            terms.add("FILL(m" + queries.size() + ", 0)");
            queries.add(query("m" + queries.size(), Metric.table(table, name)));
        }
        queries.add(total(String.join(" + ", terms)));
        created.add(alarm(id, 0, enabled, section, meaning).metrics(queries).build());
    }

    /** Watches all of a table's indexes, whatever they are called: the table's own metrics leave them out. */
    private void indexes(String id, String table, String metric, boolean enabled, String section, String meaning) {
        created.add(alarm(id, 0, enabled, section, meaning)
                .metrics(List.of(MetricDataQueryProperty.builder()
                        .id("total")
                        .expression("SELECT SUM(" + metric + ") FROM SCHEMA(\"" + Metric.DYNAMO_DB
                                + "\", GlobalSecondaryIndexName, TableName) WHERE TableName = '" + table + "'")
                        .period(FIVE_MINUTES)
                        .returnData(true)
                        .build()))
                .build());
    }

    /** Watches for what must not happen once, and says so for a day. */
    private void lasting(String id, Metric metric, String section, String meaning) {
        created.add(of(metric, alarm(id, 0, true, section, meaning + " in the last 24 h"))
                .period(HOUR)
                .evaluationPeriods(24)
                .datapointsToAlarm(1)
                .build());
    }

    private static MetricDataQueryProperty total(String expression) {
        return MetricDataQueryProperty.builder()
                .id("total")
                .expression(expression)
                .returnData(true)
                .build();
    }

    private CfnAlarm.Builder alarm(String id, long threshold, boolean enabled, String section, String meaning) {
        CfnAlarm.Builder alarm = CfnAlarm.Builder.create(scope, id)
                .alarmName(Stack.of(scope).getStackName() + "-" + id)
                .alarmDescription(meaning + ". What to do: " + stage.runbook() + "#" + section)
                .comparisonOperator("GreaterThanThreshold")
                .threshold(threshold)
                .evaluationPeriods(1)
                .treatMissingData("notBreaching")
                .actionsEnabled(enabled);
        if (stage.alarmTopicArn() != null) {
            alarm.alarmActions(List.of(stage.alarmTopicArn())).okActions(List.of(stage.alarmTopicArn()));
        }
        return alarm;
    }

    private static MetricDataQueryProperty query(String id, Metric metric) {
        return MetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .metricStat(MetricStatProperty.builder()
                        .metric(MetricProperty.builder()
                                .namespace(metric.namespace())
                                .metricName(metric.name())
                                .dimensions(dimensions(metric))
                                .build())
                        .period(FIVE_MINUTES)
                        .stat(metric.statistic())
                        .build())
                .build();
    }

    private static List<DimensionProperty> dimensions(Metric metric) {
        return metric.dimensions().entrySet().stream()
                .map(dimension -> DimensionProperty.builder()
                        .name(dimension.getKey())
                        .value(dimension.getValue())
                        .build())
                .toList();
    }
}
