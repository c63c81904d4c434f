package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Holds in what two contents of an item differ, and on what that depends.
 *
 * @param names the attributes that differ
 * @param sets the new values of those that stay or come
 * @param removals those that go
 * @param expected what each attribute held on which the difference depends; nothing: it was absent
 */
record Differences(
        SortedSet<String> names,
        Map<String, AttributeValue> sets,
        Set<String> removals,
        Map<String, Optional<AttributeValue>> expected) {
    /** What fits into an expression of 4 KB, conditions being the longer part. Source: developer guide, quotas. */
    static final int MOST_ATTRIBUTES = 140;

    /**
     * Compares two contents.
     *
     * @param reads the attributes from which the one follows from the other
     * @throws TransformException when more attributes are concerned than a request can name
     */
    static Differences between(Item before, Item after, Set<String> reads) {
        SortedSet<String> names = before.differingAttributes(after);
        Map<String, AttributeValue> sets = new HashMap<>();
        Set<String> removals = new HashSet<>();
        for (String name : names) {
            AttributeValue value = after.attributes().get(name);
            if (value == null) {
                removals.add(name);
            } else {
                sets.put(name, value);
            }
        }
        Set<String> concerned = new TreeSet<>(names);
        concerned.addAll(reads);
        if (concerned.size() > MOST_ATTRIBUTES) {
            throw new TransformException("the rules read and change " + concerned.size() + " attributes, at most "
                    + MOST_ATTRIBUTES + " can be in place");
        }
        Map<String, Optional<AttributeValue>> expected = new HashMap<>();
        concerned.forEach(name -> expected.put(name, before.get(name)));
        return new Differences(names, sets, removals, expected);
    }
}
