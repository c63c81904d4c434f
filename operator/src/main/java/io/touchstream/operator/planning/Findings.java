package io.touchstream.operator.planning;

import java.util.List;
import java.util.Map;

/**
 * Tells what the items that were read would come to.
 *
 * @param exact whether every item was read; if not, what was found holds for the sample alone
 * @param items how many items of each source table were read
 * @param rules what each rule came to, in the definition's order
 * @param failing the items that cannot be transformed, by cause
 * @param noRoom the items that have no room for the marker
 * @param foreignMarker the items that hold something else under the marker's name
 * @param marked how many items carry a touch's marker already
 * @param excluded how many items the definition does not want touched
 * @param collisions the items that share target keys
 */
public record Findings(
        boolean exact,
        Map<String, Long> items,
        List<RuleFindings> rules,
        List<Trouble> failing,
        List<Trouble> noRoom,
        List<Trouble> foreignMarker,
        long marked,
        long excluded,
        Collisions collisions) {
    public Findings {
        rules = List.copyOf(rules);
        failing = List.copyOf(failing);
        noRoom = List.copyOf(noRoom);
        foreignMarker = List.copyOf(foreignMarker);
    }

    /** Tells whether something was found with which the migration must not begin. */
    public boolean blocks() {
        return !failing.isEmpty() || collisions.count() > 0;
    }

    /** Returns how many items were read in all. */
    public long total() {
        return items.values().stream().mapToLong(Long::longValue).sum();
    }
}
