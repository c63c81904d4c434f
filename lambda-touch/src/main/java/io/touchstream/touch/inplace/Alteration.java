package io.touchstream.touch.inplace;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Says how one item is to be changed, and what it must look like for that.
 *
 * @param content the names of the attributes of its content that change; the version attribute is not among them
 * @param sets new values by attribute name
 * @param removals the attributes to remove
 * @param expected what each attribute must hold on which the change depends; nothing: it must be absent
 */
public record Alteration(
        SortedSet<String> content,
        Map<String, AttributeValue> sets,
        Set<String> removals,
        Map<String, Optional<AttributeValue>> expected) {
    public Alteration {
        content = Collections.unmodifiableSortedSet(new TreeSet<>(content));
        sets = Collections.unmodifiableMap(new TreeMap<>(sets));
        removals = Collections.unmodifiableSet(new TreeSet<>(removals));
        expected = Collections.unmodifiableMap(new TreeMap<>(expected));
    }
}
