package io.touchstream.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Adds up what requests cost, as an expression over metrics that a dashboard evaluates. */
final class CostEstimate {
    /** US dollars for a million units, on demand, us-east-1. Source: DynamoDB pricing. */
    private static final String READ_PRICE = "0.125";

    private static final String WRITE_PRICE = "0.625";

    private final List<List<Object>> rows = new ArrayList<>();
    private final List<String> terms = new ArrayList<>();

    void reads(Metric metric) {
        add(metric, READ_PRICE);
    }

    void writes(Metric metric) {
        add(metric, WRITE_PRICE);
    }

    /** Returns the rows of a graph that shows the running sum. */
    List<List<Object>> rows() {
        List<List<Object>> all = new ArrayList<>(rows);
        String sum = "RUNNING_SUM(" + String.join(" + ", terms) + ")";
        all.add(List.of(Map.of("expression", sum, "label", "USD", "id", "total")));
        return all;
    }

    private void add(Metric metric, String price) {
        String id = "m" + rows.size();
        rows.add(metric.row(Map.of("id", id, "visible", false)));
        terms.add("FILL(" + id + ", 0) * " + price + " / 1000000");
    }
}
