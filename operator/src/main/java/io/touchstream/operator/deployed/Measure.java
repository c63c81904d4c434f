package io.touchstream.operator.deployed;

import java.util.Map;

/**
 * Names a metric of CloudWatch.
 *
 * @param statistic {@code Sum} or {@code Maximum}: how values become one
 */
public record Measure(String namespace, String name, Map<String, String> dimensions, String statistic) {
    static final String SUM = "Sum";

    private static final String MAXIMUM = "Maximum";
    private static final String DYNAMO_DB = "AWS/DynamoDB";

    public Measure {
        dimensions = Map.copyOf(dimensions);
    }

    /** Names the age of the oldest record of a batch that a function was given. Nothing is measured while a stream is idle. */
    public static Measure iteratorAge(String function) {
        return new Measure("AWS/Lambda", "IteratorAge", Map.of("FunctionName", function), MAXIMUM);
    }

    /** Names a metric of a table, summed up. */
    public static Measure table(String table, String name) {
        return new Measure(DYNAMO_DB, name, Map.of("TableName", table), SUM);
    }

    /** Names a metric of an index; a table's own does not include it. */
    public static Measure index(String table, String index, String name) {
        return new Measure(DYNAMO_DB, name, Map.of("TableName", table, "GlobalSecondaryIndexName", index), SUM);
    }
}
