package io.touchstream.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;

/** Creates the dashboard: what to look at, in the order in which the runbook goes through it. */
final class MigrationDashboard {
    /** Outcomes of the sync function that a migration without trouble has. */
    private static final List<String> ORDINARY =
            List.of("written", "deleted", "present", "stale", "applicationOwned", "handedOver", "ignored", "echo");
    /** Outcomes that ask for a look. */
    private static final List<String> TROUBLE =
            List.of("quarantined", "settled", "collision", "splitMove", "unfinished");

    private static final List<String> THROTTLE_REASONS =
            List.of("ProvisionedThroughput", "MaxOnDemandThroughput", "KeyRangeThroughput", "AccountLimit");

    private static final List<String> MAPPING_COUNTS =
            List.of("PolledEventCount", "InvokedEventCount", "FailedInvokeEventCount", "DroppedEventCount");

    private final Stack stack;
    private final Watched watched;
    private final DashboardBody body;

    MigrationDashboard(Stack stack, Watched watched) {
        this.stack = stack;
        this.watched = watched;
        this.body = new DashboardBody(stack.getRegion());
    }

    CfnDashboard create() {
        if (!watched.consumers().isEmpty()) {
            body.heading("## Is sync keeping up?\nThe stream keeps changes for 24 h.");
            lag();
        }
        body.heading(
                "## Is anything lost or stuck?\nQuarantined items: `touchstream quarantine list`, then `redrive`.");
        trouble();
        body.heading(
                "## How far is the touch?\nSegments and time left: `touchstream status`. Pause, resume, rate: from any terminal.");
        progress();
        body.heading(
                "## Does it hurt the application?\nThe source's and the target's capacity, and throttles by reason.");
        watched.tables().forEach(this::capacity);
        body.heading(
                "## What has it cost so far?\nDynamoDB requests at on-demand list prices of us-east-1 over the time shown.");
        body.graph("Estimated cost, USD", cost());
        return CfnDashboard.Builder.create(stack, "Dashboard")
                .dashboardName(stack.getStackName())
                .dashboardBody(stack.toJsonString(body.map()))
                .build();
    }

    private void lag() {
        body.graph(
                "Iterator age, ms",
                watched.consumers().stream()
                        .map(consumer -> Metric.function(consumer.function(), "IteratorAge", "Maximum")
                                .row())
                        .toList());
        body.graph("Lag of the records worked on, ms", own(List.of("lagMillis"), "Maximum"));
        List<List<Object>> events = new ArrayList<>();
        watched.consumers()
                .forEach(consumer -> consumer.mappings()
                        .forEach((table, mapping) -> MAPPING_COUNTS.forEach(name ->
                                events.add(Metric.mapping(mapping, name).row(Map.of("label", table + " " + name))))));
        body.graph("Changes read and given to sync", events);
    }

    private void trouble() {
        body.graph("Records by outcome: trouble", own(TROUBLE, "Sum"));
        body.graph(
                "Function errors and throttles",
                Stream.concat(
                                watched.consumers().stream()
                                        .flatMap(consumer -> Stream.of("Errors", "Throttles")
                                                .map(name -> Metric.function(consumer.function(), name, "Sum"))),
                                watched.segments().values().stream()
                                        .map(function -> Metric.function(function, "Errors", "Sum")))
                        .map(Metric::row)
                        .toList());
        body.graph("Records by outcome: ordinary", own(ORDINARY, "Sum"));
    }

    private void progress() {
        body.graph(
                "Segments worked on side by side",
                watched.segments().values().stream()
                        .map(function -> Metric.function(function, "ConcurrentExecutions", "Maximum")
                                .row())
                        .toList());
        body.graph(
                "Items scanned, touched and copied",
                Stream.of("scanned", "touched", "copied")
                        .map(name -> own(Direction.FORWARD, name, "Sum"))
                        .toList());
        body.graph(
                "Runs",
                Stream.of("ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed")
                        .map(name -> Metric.machine(watched.machine(), name).row())
                        .toList());
    }

    private void capacity(String table) {
        body.graph(
                table + ": consumed capacity",
                List.of(
                        Metric.table(table, "ConsumedReadCapacityUnits").row(),
                        Metric.table(table, "ConsumedWriteCapacityUnits").row()));
        List<List<Object>> throttles = new ArrayList<>();
        for (String direction : List.of("Read", "Write")) {
            THROTTLE_REASONS.forEach(reason -> throttles.add(
                    Metric.table(table, direction + reason + "ThrottleEvents").row()));
        }
        indexes(table)
                .forEach(index -> throttles.add(
                        Metric.index(table, index, "WriteThrottleEvents").row()));
        body.graph(table + ": throttles by reason", throttles);
    }

    private List<List<Object>> cost() {
        CostEstimate estimate = new CostEstimate();
        watched.tables().forEach(table -> {
            estimate.reads(Metric.table(table, "ConsumedReadCapacityUnits"));
            estimate.writes(Metric.table(table, "ConsumedWriteCapacityUnits"));
            indexes(table).forEach(index -> estimate.writes(Metric.index(table, index, "ConsumedWriteCapacityUnits")));
        });
        return estimate.rows();
    }

    private List<String> indexes(String table) {
        return Stream.ofNullable(watched.definition().target().tables().get(table))
                .flatMap(shape -> shape.globalSecondaryIndexes().keySet().stream())
                .toList();
    }

    /** Returns what is counted in each direction; in place, what touch counts under the forward one's name. */
    private List<List<Object>> own(List<String> names, String statistic) {
        List<Direction> directions = watched.consumers().isEmpty()
                ? List.of(Direction.FORWARD)
                : watched.consumers().stream().map(Watched.Consumer::direction).toList();
        return directions.stream()
                .flatMap(direction -> names.stream().map(name -> own(direction, name, statistic)))
                .toList();
    }

    private List<Object> own(Direction direction, String name, String statistic) {
        return Metric.own(direction.metricsName(watched.definition().name()), name, statistic)
                .row();
    }
}
