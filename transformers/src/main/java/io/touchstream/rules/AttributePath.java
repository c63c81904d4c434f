package io.touchstream.rules;

import io.touchstream.item.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Names an attribute, perhaps inside another: {@code Type}, {@code address.city}, {@code lines[0].sku}.
 *
 * <p>A top-level attribute whose name is the whole text, dots and brackets included, goes before the nested reading. A
 * text that has no nested reading, such as {@code a..b}, only names a top-level attribute.
 */
public final class AttributePath {
    private static final Pattern SEGMENT = Pattern.compile("([^.\\[\\]]+)((?:\\[[0-9]{1,6}\\])*)");
    private static final Pattern INDEX = Pattern.compile("[0-9]+");

    private final String text;
    private final List<Object> steps;

    private AttributePath(String text) {
        this.text = text;
        this.steps = List.copyOf(steps(text));
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException when the text is empty
     */
    public static AttributePath of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an attribute's name is not empty");
        }
        return new AttributePath(text);
    }

    /** Returns the path as it was written. */
    public String text() {
        return text;
    }

    /** Returns the value that the path leads to, or nothing where the item has none. */
    public Optional<AttributeValue> find(Item item) {
        AttributeValue literal = item.attributes().get(text);
        if (literal != null) {
            return Optional.of(literal);
        }
        AttributeValue value = item.attributes().get(steps.get(0).toString());
        for (Object step : steps.subList(1, steps.size())) {
            value = value == null ? null : child(value, step);
        }
        return Optional.ofNullable(value);
    }

    /** Returns the attributes without the one that the path leads to; the same ones where there is none. */
    public Map<String, AttributeValue> removeFrom(Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> kept = new LinkedHashMap<>(attributes);
        if (kept.remove(text) != null) {
            return kept;
        }
        String first = steps.get(0).toString();
        AttributeValue value = kept.get(first);
        if (value != null && steps.size() > 1) {
            kept.put(first, without(value, steps.subList(1, steps.size())));
        }
        return kept;
    }

    /** Returns the names of the top-level attributes that the path may lead into. */
    public Set<String> roots() {
        return new LinkedHashSet<>(List.of(text, steps.get(0).toString()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttributePath path && text.equals(path.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static List<Object> steps(String text) {
        List<Object> steps = new ArrayList<>();
        for (String segment : text.split("\\.", -1)) {
            Matcher parts = SEGMENT.matcher(segment);
            if (!parts.matches()) {
                return List.of(text);
            }
            steps.add(parts.group(1));
            INDEX.matcher(parts.group(2)).results().forEach(index -> steps.add(Integer.valueOf(index.group())));
        }
        return steps;
    }

    private static @Nullable AttributeValue child(AttributeValue value, Object step) {
        if (step instanceof Integer index) {
            return value.hasL() && index < value.l().size() ? value.l().get(index) : null;
        }
        return value.hasM() ? value.m().get(step.toString()) : null;
    }

    private static AttributeValue without(AttributeValue value, List<Object> steps) {
        Object step = steps.get(0);
        AttributeValue child = child(value, step);
        if (child == null) {
            return value;
        }
        AttributeValue kept = steps.size() == 1 ? null : without(child, steps.subList(1, steps.size()));
        return step instanceof Integer index
                ? value.toBuilder().l(replaced(value.l(), index, kept)).build()
                : value.toBuilder()
                        .m(replaced(value.m(), step.toString(), kept))
                        .build();
    }

    private static List<AttributeValue> replaced(
            List<AttributeValue> list, int index, @Nullable AttributeValue replacement) {
        List<AttributeValue> changed = new ArrayList<>(list);
        if (replacement == null) {
            changed.remove(index);
        } else {
            changed.set(index, replacement);
        }
        return changed;
    }

    private static Map<String, AttributeValue> replaced(
            Map<String, AttributeValue> map, String name, @Nullable AttributeValue replacement) {
        Map<String, AttributeValue> changed = new LinkedHashMap<>(map);
        if (replacement == null) {
            changed.remove(name);
        } else {
            changed.put(name, replacement);
        }
        return changed;
    }
}
