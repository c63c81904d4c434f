package io.touchstream.rules.inverse;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Removal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Puts back what a rule removed, from the present source item.
 *
 * <p>A top-level attribute comes back whole where the target still holds what the removal had left of it. Where the
 * application has changed it since, a removed entry of a map comes back into that map; removed elements of a list do not, since
 * their place is not known any more.
 */
final class Removals {
    private final List<AttributePath> paths;

    Removals(List<AttributePath> paths) {
        this.paths = paths;
    }

    /** Returns what the removals leave of an item. */
    Item from(Item item) {
        return Item.of(Removal.of(item.attributes(), paths));
    }

    /**
     * Puts back what was removed.
     *
     * @param attributes the target item's attributes, which are changed
     * @param present the present source item, with its attributes renamed
     * @param settled attributes that are settled already
     */
    void undo(Map<String, AttributeValue> attributes, Item present, Set<String> settled) {
        Map<String, AttributeValue> left = from(present).attributes();
        Set<String> roots = new TreeSet<>();
        paths.forEach(path -> roots.addAll(path.roots()));
        roots.removeAll(settled);
        for (String root : roots) {
            Optional<AttributeValue> whole = present.get(root);
            if (whole.isPresent()) {
                undo(attributes, root, whole.get(), left.get(root));
            }
        }
    }

    private void undo(
            Map<String, AttributeValue> attributes, String root, AttributeValue whole, @Nullable AttributeValue left) {
        @Nullable AttributeValue now = attributes.get(root);
        boolean unchanged = now == null ? left == null : left != null && AttributeValues.same(now, left);
        if (unchanged) {
            attributes.put(root, whole);
            return;
        }
        if (now != null) {
            attributes.put(root, merged(now, whole, left));
        }
    }

    /** Adds those entries of maps that the removal took away and the target does not have by itself. */
    private static AttributeValue merged(AttributeValue now, AttributeValue whole, @Nullable AttributeValue left) {
        if (!now.hasM() || !whole.hasM() || left == null || !left.hasM()) {
            return now;
        }
        Map<String, AttributeValue> entries = new LinkedHashMap<>(now.m());
        whole.m().forEach((name, value) -> {
            @Nullable AttributeValue kept = left.m().get(name);
            @Nullable AttributeValue mine = entries.get(name);
            if (kept == null) {
                entries.putIfAbsent(name, value);
            } else if (mine != null && AttributeValues.same(mine, kept)) {
                entries.put(name, value);
            } else if (mine != null) {
                entries.put(name, merged(mine, value, kept));
            }
        });
        return AttributeValues.map(entries);
    }
}
