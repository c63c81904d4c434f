package io.touchstream.operator.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the resource policies of tables. They are eventually consistent: what is read may be the policy before, and
 * what was put takes a while until it holds everywhere.
 */
public interface TablePolicies {
    /** Returns a table's policy, if it has one. */
    Optional<TablePolicy> find(String table);

    /**
     * Gives a table a policy.
     *
     * @param text the policy, in JSON
     * @param before the revision that it takes the place of; null where there must be none
     * @return the new policy's revision
     * @throws io.touchstream.operator.UnusableException when somebody else changed it meanwhile
     */
    String put(String table, String text, @Nullable String before);

    /**
     * Takes a table's policy away.
     *
     * @param before the revision that is meant
     * @throws io.touchstream.operator.UnusableException when somebody else changed it meanwhile
     */
    void delete(String table, String before);

    /** Returns how long after a change of a table's policy the next one is taken. */
    Duration betweenChanges();

    /** Returns the regions of a table's replicas; none where it is not a global table. */
    List<String> replicas(String table);

    /** Returns a table's ARN, which a policy names as its resource. */
    String arn(String table);
}
