package io.touchstream.rules;

import io.touchstream.transform.SourceItem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which source items a rule is for.
 *
 * @param from the source tables; empty for all
 * @param when what the items must meet; null for all
 */
public record Scope(Set<String> from, @Nullable Condition when) {
    /** All items of all source tables. */
    public static final Scope EVERYTHING = new Scope(Set.of(), null);

    public Scope {
        from = Set.copyOf(from);
    }

    boolean includes(SourceItem source) {
        return (from.isEmpty() || from.contains(source.table())) && (when == null || when.holds(source.item()));
    }
}
