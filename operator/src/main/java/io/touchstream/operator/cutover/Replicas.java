package io.touchstream.operator.cutover;

import io.touchstream.operator.service.TablePolicies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds tables that no fence can enclose: those of global tables. Each replica has a policy of its own, and a policy that denies
 * writes to the service's role stops replication, for good after 20 hours. Source: DynamoDB developer guide, "DynamoDB
 * global tables security".
 */
final class Replicas {
    private Replicas() {}

    /** Returns a blocker for each table that has replicas. */
    static List<Blocker> blockers(TablePolicies policies, Collection<String> tables) {
        List<Blocker> blockers = new ArrayList<>();
        for (String table : tables) {
            List<String> regions = policies.replicas(table);
            if (!regions.isEmpty()) {
                blockers.add(new Blocker(
                        "table " + table + " has replicas in " + String.join(", ", regions)
                                + ": a fence would stand in one region only, and stop replication",
                        "stop all writers in all regions, then say so with --writers-stopped"));
            }
        }
        return blockers;
    }
}
