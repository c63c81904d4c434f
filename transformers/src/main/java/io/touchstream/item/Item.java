package io.touchstream.item;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Holds one item: attribute names and the SDK's own values.
 *
 * <p>Immutable and safe to share between threads. Two items are equal when DynamoDB would hold their attributes equal
 * (numbers by value, sets without order). {@code toString} names attributes and never shows a value.
 */
public final class Item {
    /** The largest item that DynamoDB takes, in bytes, attribute names included. */
    public static final int MAXIMUM_SIZE_IN_BYTES = 400 * 1024;

    private static final Item EMPTY = new Item(Map.of());

    private final Map<String, AttributeValue> attributes;

    private Item(Map<String, AttributeValue> attributes) {
        this.attributes = attributes;
    }

    /** Returns an item with a copy of the attributes given. */
    public static Item of(Map<String, AttributeValue> attributes) {
        return new Item(Collections.unmodifiableMap(new LinkedHashMap<>(attributes)));
    }

    /** Returns the item without attributes. */
    public static Item empty() {
        return EMPTY;
    }

    /** Returns the attributes, unmodifiable, in the order in which they were given. */
    public Map<String, AttributeValue> attributes() {
        return attributes;
    }

    /** Returns an attribute's value, or nothing where the item lacks it. */
    public Optional<AttributeValue> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** Tells whether the item has an attribute of that name, whatever its value. */
    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    /** Returns a copy in which one attribute is set. */
    public Item with(String name, AttributeValue value) {
        Map<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
        changed.put(name, Objects.requireNonNull(value, "value"));
        return new Item(Collections.unmodifiableMap(changed));
    }

    /** Returns a copy without the attributes named; this item itself where it has none of them. */
    public Item without(Collection<String> names) {
        return withoutMatching(names::contains);
    }

    /** Returns a copy without one attribute; this item itself where it lacks it. */
    public Item without(String name) {
        return withoutMatching(name::equals);
    }

    /** Returns a copy without the attributes whose names match; this item itself where none does. */
    public Item withoutMatching(Predicate<String> names) {
        if (attributes.keySet().stream().noneMatch(names)) {
            return this;
        }
        Map<String, AttributeValue> kept = new LinkedHashMap<>(attributes);
        kept.keySet().removeIf(names);
        return new Item(Collections.unmodifiableMap(kept));
    }

    /** Returns the item's size as DynamoDB counts it, in bytes, attribute names included. */
    public int sizeInBytes() {
        return ItemSize.ofAttributes(attributes);
    }

    /** Returns the names of the attributes that only one of the items has, or that differ, in order. */
    public SortedSet<String> differingAttributes(Item other) {
        Set<String> names = new TreeSet<>(attributes.keySet());
        names.addAll(other.attributes.keySet());
        SortedSet<String> differing = new TreeSet<>();
        for (String name : names) {
            AttributeValue mine = attributes.get(name);
            AttributeValue theirs = other.attributes.get(name);
            if (mine == null || theirs == null || !AttributeValues.same(mine, theirs)) {
                differing.add(name);
            }
        }
        return differing;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item item
                && attributes.size() == item.attributes.size()
                && attributes.entrySet().stream().allMatch(attribute -> {
                    AttributeValue theirs = item.attributes.get(attribute.getKey());
                    return theirs != null && AttributeValues.same(attribute.getValue(), theirs);
                });
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            hash += attribute.getKey().hashCode() ^ AttributeValues.hash(attribute.getValue());
        }
        return hash;
    }

    @Override
    public String toString() {
        return "Item" + attributes.keySet();
    }
}
