package io.touchstream.operator.rehearsal;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plays the application on one source table, or, once it has moved, on the target: inserts, updates, deletes and changes that
 * move an item's target key, one after the other, and keeps a journal of what each item it wrote must look like. Used by one
 * thread at a time.
 */
final class Application {
    private final Variations variations;
    private final RandomGenerator random;
    private final List<ItemKey> keys = new ArrayList<>();
    private final Map<ItemKey, Item> present = new LinkedHashMap<>();
    private final Map<ItemKey, @Nullable Item> originals = new HashMap<>();
    private final Set<ItemKey> moved = new HashSet<>();
    private final long firstNumber;
    private Store store;
    private boolean away;
    private long changes;

    /**
     * Creates the application.
     *
     * @param store where its items are
     * @param playground the items that it may change
     * @param firstNumber from where it numbers its variations, so that no two applications vary alike
     */
    Application(Store store, Variations variations, List<Item> playground, RandomGenerator random, long firstNumber) {
        this.store = store;
        this.variations = variations;
        this.random = random;
        this.firstNumber = firstNumber;
        for (Item item : playground) {
            ItemKey key = variations.keyOf(item);
            keys.add(key);
            present.put(key, item);
        }
    }

    /** Has it keep its items elsewhere from now on: in the target. */
    void moveTo(Store target) {
        store = target;
        away = true;
    }

    /** Makes one change. */
    void change() {
        if (keys.isEmpty()) {
            return;
        }
        ItemKey key = keys.get(random.nextInt(keys.size()));
        Item item = present.get(key);
        if (item != null && !store.holds(item)) {
            return;
        }
        long number = firstNumber + changes++;
        if (item == null) {
            Item original = originals.get(key);
            if (original != null) {
                put(key, variations.content(original, number));
            }
            return;
        }
        switch (random.nextInt(10)) {
            case 0, 1 -> delete(key);
            case 2, 3 -> variations.sibling(item, number).ifPresent(this::insert);
            case 4, 5, 6 -> variations.move(item, number).ifPresent(moved -> put(key, moved));
            case 7 -> put(key, variations.content(item, number));
            default -> update(key, item, number);
        }
    }

    /** Gives every item back as it was before the application's first change, and removes those that it inserted. */
    void giveBack() {
        for (Map.Entry<ItemKey, @Nullable Item> original : List.copyOf(originals.entrySet())) {
            Item item = original.getValue();
            if (item == null) {
                delete(original.getKey());
            } else {
                put(original.getKey(), item);
            }
        }
    }

    /** Returns what each item that was changed must look like; an empty one must be absent. */
    Map<ItemKey, Optional<Item>> journal() {
        Map<ItemKey, Optional<Item>> journal = new HashMap<>();
        originals.keySet().forEach(key -> journal.put(key, Optional.ofNullable(present.get(key))));
        return journal;
    }

    /** Returns the items that it has changed since it moved. */
    Set<ItemKey> moved() {
        return Set.copyOf(moved);
    }

    /** Returns how many of the items that it was given were changed. */
    long changedItems() {
        return originals.values().stream().filter(Objects::nonNull).count();
    }

    /** Returns how many changes were made. */
    long changes() {
        return changes;
    }

    private void insert(Item item) {
        ItemKey key = variations.keyOf(item);
        if (present.containsKey(key) || originals.containsKey(key) || !store.holds(item)) {
            return;
        }
        originals.put(key, null);
        keys.add(key);
        store.put(null, item);
        wrote(key, item);
    }

    private void put(ItemKey key, Item item) {
        if (!store.holds(item)) {
            return;
        }
        remember(key);
        store.put(present.get(key), item);
        wrote(key, item);
    }

    /** Updates one attribute and leaves the others, the marker among them, as they are. */
    private void update(ItemKey key, Item item, long number) {
        Item changed = variations.content(item, number);
        if (changed.equals(item)) {
            return;
        }
        remember(key);
        store.set(item, Variations.CONTENT, AttributeValues.number(number));
        wrote(key, changed);
    }

    private void delete(ItemKey key) {
        remember(key);
        Item item = present.get(key);
        if (item != null) {
            store.delete(item);
            wrote(key, null);
        }
    }

    private void wrote(ItemKey key, @Nullable Item item) {
        if (item == null) {
            present.remove(key);
        } else {
            present.put(key, item);
        }
        if (away) {
            moved.add(key);
        }
    }

    private void remember(ItemKey key) {
        if (!originals.containsKey(key)) {
            originals.put(key, present.get(key));
        }
    }
}
