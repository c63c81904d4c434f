package io.touchstream.rules;

import io.touchstream.item.Item;
import java.util.ArrayList;
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
    /** Possessive, so that many indexes are matched without recursion. */
    private static final Pattern SEGMENT = Pattern.compile("([^.\\[\\]]++)((?:\\[[0-9]{1,6}+\\])*+)");

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

    /** Tells whether the text can be read as leading into an attribute. */
    public boolean isNested() {
        return steps.size() > 1;
    }

    /** Returns the value that the path leads to, or nothing where the item has none. */
    public Optional<AttributeValue> find(Item item) {
        List<Object> way = stepsIn(item.attributes());
        AttributeValue value = item.attributes().get(way.get(0).toString());
        for (Object step : way.subList(1, way.size())) {
            value = value == null ? null : child(value, step);
        }
        return Optional.ofNullable(value);
    }

    /** Returns the steps by which the path leads into these attributes: names, and indexes of lists. */
    List<Object> stepsIn(Map<String, AttributeValue> attributes) {
        return attributes.containsKey(text) ? List.of(text) : steps;
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
}
