package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Takes attributes out of an item, as DynamoDB's {@code REMOVE} does: every path leads into the item as it is before any
 * of them is removed, so that without {@code l[0]} and {@code l[1]} a list of three keeps its last element.
 *
 * <p>A path that leads nowhere changes nothing (seen on DynamoDB Local 3.1.0, as is the rest). One that leads into what
 * another removes, which DynamoDB refuses, has no effect of its own.
 */
public final class Removal {
    private Removal() {}

    /** Returns the attributes without those that the paths lead to. */
    public static Map<String, AttributeValue> of(
            Map<String, AttributeValue> attributes, Collection<AttributePath> paths) {
        List<List<Object>> ways =
                paths.stream().map(path -> path.stepsIn(attributes)).toList();
        return entries(attributes, byFirstStep(ways));
    }

    private static AttributeValue of(AttributeValue value, List<List<Object>> ways) {
        if (value.hasM()) {
            return AttributeValues.map(entries(value.m(), byFirstStep(ways)));
        }
        return value.hasL() ? AttributeValues.list(elements(value.l(), byFirstStep(ways))) : value;
    }

    private static Map<String, AttributeValue> entries(
            Map<String, AttributeValue> map, Map<Object, List<List<Object>>> ways) {
        Map<String, AttributeValue> kept = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            @Nullable AttributeValue left = left(value, ways.get(name));
            if (left != null) {
                kept.put(name, left);
            }
        });
        return kept;
    }

    private static List<AttributeValue> elements(List<AttributeValue> list, Map<Object, List<List<Object>>> ways) {
        List<AttributeValue> kept = new ArrayList<>();
        for (int index = 0; index < list.size(); index++) {
            @Nullable AttributeValue left = left(list.get(index), ways.get(index));
            if (left != null) {
                kept.add(left);
            }
        }
        return kept;
    }

    /** Returns what is left of a value; null where a way ends at it. */
    private static @Nullable AttributeValue left(AttributeValue value, @Nullable List<List<Object>> ways) {
        if (ways == null) {
            return value;
        }
        return ways.stream().anyMatch(List::isEmpty) ? null : of(value, ways);
    }

    /** Returns what follows each first step. */
    private static Map<Object, List<List<Object>>> byFirstStep(List<List<Object>> ways) {
        return ways.stream()
                .collect(Collectors.groupingBy(
                        way -> way.get(0), Collectors.mapping(way -> way.subList(1, way.size()), Collectors.toList())));
    }
}
