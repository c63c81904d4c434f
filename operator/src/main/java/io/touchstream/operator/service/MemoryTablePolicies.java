package io.touchstream.operator.service;

import io.touchstream.operator.UnusableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps policies in memory, for an application that honours them of its own accord, as a rehearsal's does. A policy holds as
 * soon as it is put. Safe to share between threads.
 */
public final class MemoryTablePolicies implements TablePolicies {
    private final Map<String, TablePolicy> policies = new ConcurrentHashMap<>();
    private final AtomicLong revisions = new AtomicLong();

    /** Tells whether a table's policy denies writes to those who are not ours. */
    public boolean deniesWrites(String table) {
        return find(table).filter(policy -> policy.text().contains("\"Deny\"")).isPresent();
    }

    @Override
    public Optional<TablePolicy> find(String table) {
        return Optional.ofNullable(policies.get(table));
    }

    @Override
    public synchronized String put(String table, String text, @Nullable String before) {
        require(table, before);
        String revision = "r" + revisions.incrementAndGet();
        policies.put(table, new TablePolicy(text, revision));
        return revision;
    }

    @Override
    public synchronized void delete(String table, String before) {
        require(table, before);
        policies.remove(table);
    }

    @Override
    public Duration betweenChanges() {
        return Duration.ZERO;
    }

    @Override
    public List<String> replicas(String table) {
        return List.of();
    }

    @Override
    public String arn(String table) {
        return "arn:aws:dynamodb:eu-west-1:111122223333:table/" + table;
    }

    private void require(String table, @Nullable String before) {
        String present = find(table).map(TablePolicy::revision).orElse(null);
        if (present == null ? before != null : !present.equals(before)) {
            throw new UnusableException("the resource policy of table " + table + " was changed by somebody else");
        }
    }
}
