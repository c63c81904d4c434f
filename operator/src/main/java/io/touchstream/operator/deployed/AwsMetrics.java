package io.touchstream.operator.deployed;

import io.touchstream.operator.UnusableException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** Reads metrics, minute by minute. */
public final class AwsMetrics {
    private static final int PERIOD_SECONDS = 60;
    /** The most queries that a request takes. Source: CloudWatch API reference, "GetMetricData". */
    private static final int MOST_QUERIES = 500;

    private static final String NONE = "no answer";

    private final CloudWatchClient client;

    public AwsMetrics(CloudWatchClient client) {
        this.client = client;
    }

    /**
     * Returns what was measured in a time: sums, or the largest value. What nobody measured is not in it.
     *
     * @throws UnusableException when a measure was not told in full, which says nothing of what was measured
     */
    public Map<Measure, Double> measure(List<Measure> measures, Instant from, Instant to) {
        Map<Measure, Double> measured = new HashMap<>();
        for (int first = 0; first < measures.size(); first += MOST_QUERIES) {
            some(measures.subList(first, Math.min(measures.size(), first + MOST_QUERIES)), from, to, measured);
        }
        return measured;
    }

    private void some(List<Measure> measures, Instant from, Instant to, Map<Measure, Double> measured) {
        Map<String, Measure> byId = new LinkedHashMap<>();
        measures.forEach(measure -> byId.put("m" + byId.size(), measure));
        List<MetricDataQuery> queries = byId.entrySet().stream()
                .map(entry -> query(entry.getKey(), entry.getValue()))
                .toList();
        Map<Measure, String> statuses = new HashMap<>();
        for (MetricDataResult result : client.getMetricDataPaginator(
                        request -> request.startTime(from).endTime(to).metricDataQueries(queries))
                .metricDataResults()) {
            Measure measure = Objects.requireNonNull(byId.get(result.id()), "an answer to what was asked");
            boolean sum = measure.statistic().equals(Measure.SUM);
            result.values().forEach(value -> measured.merge(measure, value, sum ? Double::sum : Math::max));
            // Partial on a page is completed by those that follow: what the last one says is what counts.
            statuses.put(measure, Objects.requireNonNullElse(result.statusCodeAsString(), NONE));
        }
        measures.forEach(measure -> requireComplete(measure, statuses.getOrDefault(measure, NONE)));
    }

    /** INVARIANT: an answer that has failed has no values, and is not taken for one that nothing was measured. */
    private static void requireComplete(Measure measure, String status) {
        if (!status.equals(StatusCode.COMPLETE.toString())) {
            throw new UnusableException("CloudWatch does not tell " + measure.name() + " of "
                    + new TreeMap<>(measure.dimensions()) + " in full (" + status
                    + "): see to the right cloudwatch:GetMetricData, or do this again later");
        }
    }

    private static MetricDataQuery query(String id, Measure measure) {
        List<Dimension> dimensions = measure.dimensions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(dimension -> Dimension.builder()
                        .name(dimension.getKey())
                        .value(dimension.getValue())
                        .build())
                .toList();
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(PERIOD_SECONDS)
                        .stat(measure.statistic())
                        .metric(metric -> metric.namespace(measure.namespace())
                                .metricName(measure.name())
                                .dimensions(dimensions)))
                .build();
    }
}
