package io.touchstream.operator.cutover;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.service.TablePolicies;
import io.touchstream.operator.service.TablePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Denies writes on some tables to everybody but us, by their resource policies, and takes the denial away again so that
 * exactly the policy is left that was there before. Both may be done again after a crash at any place.
 */
final class Fence {
    private final TablePolicies policies;
    private final Set<String> tables;
    private final Supplier<List<String>> ours;
    private final Waiting waiting;
    /** Until when a policy cannot be changed again; what another process did just before is not known. */
    private Instant changeable;

    /**
     * Creates it; changes nothing yet.
     *
     * @param ours the ARNs, or patterns of ARNs, of the principals that may write on
     */
    Fence(TablePolicies policies, Set<String> tables, Supplier<List<String>> ours, Waiting waiting) {
        this.policies = policies;
        this.tables = new TreeSet<>(tables);
        this.ours = ours;
        this.waiting = waiting;
        this.changeable = waiting.clock().instant();
    }

    /**
     * Returns what the fence would take the place of, to be written down before it is raised.
     *
     * @throws UsageException when a table has replicas, which no fence encloses
     * @throws UnusableException when a table has a fence that nobody remembers
     */
    FenceRecord record() {
        Replicas.blockers(policies, tables).stream().findFirst().ifPresent(blocker -> {
            throw new UsageException(blocker.toString());
        });
        Map<String, TablePolicy> before = new HashMap<>();
        for (String table : tables) {
            policies.find(table).ifPresent(policy -> {
                if (FencePolicy.isIn(policy.text())) {
                    throw new UnusableException(
                            "the resource policy of table " + table + " has a statement " + FencePolicy.STATEMENT_ID
                                    + " already, of another migration or left behind: take it out first");
                }
                before.put(table, policy);
            });
        }
        return new FenceRecord(before);
    }

    /** Raises the fence wherever it does not stand yet. It holds somewhat later. */
    void raise(FenceRecord record) {
        for (String table : tables) {
            Optional<TablePolicy> present = policies.find(table);
            if (present.filter(policy -> FencePolicy.isIn(policy.text())).isEmpty()) {
                raise(table, record.of(table), present);
                changeable = waiting.clock().instant().plus(policies.betweenChanges());
            }
        }
    }

    private void raise(String table, Optional<TablePolicy> before, Optional<TablePolicy> present) {
        // INVARIANT: only what the remembered policy says is replaced, or else it could not be restored.
        // A fence that was taken down has put it back under another revision.
        Optional<TablePolicy> replaced = areSame(before, present) ? present : before;
        policies.put(
                table,
                FencePolicy.with(before.map(TablePolicy::text).orElse(null), policies.arn(table), ours.get()),
                replaced.map(TablePolicy::revision).orElse(null));
    }

    private static boolean areSame(Optional<TablePolicy> before, Optional<TablePolicy> present) {
        return before.isPresent()
                && present.isPresent()
                && FencePolicy.areSame(before.get().text(), present.get().text());
    }

    /** Returns the tables whose policy, as it is read, has no fence. */
    List<String> open() {
        return tables.stream().filter(table -> !isUp(table)).toList();
    }

    /** Takes the fence away wherever it stands. */
    void lower(FenceRecord record) throws InterruptedException {
        waiting.sleep(Duration.between(waiting.clock().instant(), changeable));
        for (String table : tables) {
            Optional<TablePolicy> found = policies.find(table).filter(policy -> FencePolicy.isIn(policy.text()));
            if (found.isPresent()) {
                lower(table, record.of(table), found.get());
            }
        }
    }

    private void lower(String table, Optional<TablePolicy> before, TablePolicy found) {
        Optional<String> left = left(before.map(TablePolicy::text), found.text());
        if (left.isPresent()) {
            policies.put(table, left.get(), found.revision());
            return;
        }
        policies.delete(table, found.revision());
    }

    /** What was there before, to the letter; where somebody changed the policy while the fence stood, that without the fence. */
    private static Optional<String> left(Optional<String> before, String found) {
        Optional<String> left = FencePolicy.without(found);
        boolean unchanged = before.isPresent() && left.isPresent() && FencePolicy.areSame(before.get(), left.get());
        return unchanged ? before : left;
    }

    private boolean isUp(String table) {
        return policies.find(table)
                .map(TablePolicy::text)
                .filter(FencePolicy::isIn)
                .isPresent();
    }
}
