package io.touchstream.rules;

import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Says how an item is changed. Every value is computed from the source item; the changes are then made in this order:
 * all renames at once, all removals at once, values set, and defaults where an attribute is still missing.
 *
 * @param rename new names by old ones; a missing attribute is left alone
 * @param remove what is removed, perhaps inside other attributes
 * @param set values by attribute name
 * @param defaults values for missing attributes, by attribute name
 */
public record Changes(
        Map<String, String> rename,
        List<AttributePath> remove,
        Map<String, Expression> set,
        Map<String, Expression> defaults) {
    /** Changes nothing. */
    public static final Changes NONE = new Changes(Map.of(), List.of(), Map.of(), Map.of());

    public Changes {
        rename = inOrder(rename);
        remove = List.copyOf(remove);
        set = inOrder(set);
        defaults = inOrder(defaults);
    }

    private static <V> Map<String, V> inOrder(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    Item applyTo(Item source) {
        Map<String, AttributeValue> result = Removal.of(renamed(source.attributes()), remove);
        set.forEach((name, value) -> result.put(name, evaluated("set", name, value, source)));
        defaults.forEach(
                (name, value) -> result.computeIfAbsent(name, absent -> evaluated("default", absent, value, source)));
        return Item.of(result);
    }

    private Map<String, AttributeValue> renamed(Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> result = new LinkedHashMap<>(attributes);
        result.keySet().removeAll(rename.keySet());
        rename.forEach((oldName, newName) -> {
            AttributeValue value = attributes.get(oldName);
            if (value != null && result.putIfAbsent(newName, value) != null) {
                throw new TransformException(
                        "rename " + oldName + ": the item has an attribute " + newName + " already");
            }
        });
        return result;
    }

    private static AttributeValue evaluated(String change, String name, Expression value, Item source) {
        try {
            return value.evaluate(source);
        } catch (TransformException failure) {
            throw new TransformException(change + " " + name + ": " + failure.getMessage(), failure);
        }
    }
}
