package io.touchstream.client;

import java.time.Duration;
import java.util.Set;

/**
 * Says whose writes are to be the application's own.
 *
 * @param application names the application, as {@code cutover} lists it; instances of one share the name
 * @param targets the migration's target tables
 * @param controlTable the migration's control table
 * @param tombstoneLife how long a tombstone stays: longer than any change of the source can arrive late
 */
public record Ownership(String application, Set<String> targets, String controlTable, Duration tombstoneLife) {
    /** A week: a stream keeps its records for a day, and an outage of sync may take some more. */
    public static final Duration DEFAULT_LIFE = Duration.ofDays(7);

    /** The attribute of target items in which sync states where they come from. */
    public static final String PROVENANCE = "_touchstream";

    private static final Duration SHORTEST_LIFE = Duration.ofDays(2);

    public Ownership {
        targets = Set.copyOf(targets);
        if (application.isEmpty() || targets.isEmpty() || controlTable.isEmpty()) {
            throw new IllegalArgumentException("an application, a target table and the control table are named");
        }
        if (tombstoneLife.compareTo(SHORTEST_LIFE) < 0) {
            throw new IllegalArgumentException("a tombstone stays two days at least: a stream keeps records for one");
        }
    }

    /** Says so with tombstones that stay a week. */
    public Ownership(String application, Set<String> targets, String controlTable) {
        this(application, targets, controlTable, DEFAULT_LIFE);
    }

    /** Tells whether a request's table, by its name or ARN, is a target. */
    boolean isTarget(String table) {
        return targets.contains(name(table));
    }

    /** Returns the name of a table that a request names, perhaps by its ARN. */
    static String name(String table) {
        return table.startsWith("arn:") ? table.substring(table.lastIndexOf('/') + 1) : table;
    }
}
