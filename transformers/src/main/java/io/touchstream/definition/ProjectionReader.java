package io.touchstream.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which attributes an index holds. */
final class ProjectionReader {
    private static final String EXPECTED = "ALL, KEYS_ONLY or a list of attribute names";
    private static final int MOST_ATTRIBUTES = 100;

    private ProjectionReader() {}

    static Projection read(@Nullable Field field) {
        if (field == null) {
            return new Projection.All();
        }
        if (field.isList()) {
            return new Projection.Include(attributes(field));
        }
        String text = field.text(EXPECTED, List.of("ALL", "KEYS_ONLY")::contains);
        return text.equals("ALL") ? new Projection.All() : new Projection.KeysOnly();
    }

    private static List<String> attributes(Field field) {
        List<Field> elements = field.nonEmptyList(EXPECTED);
        if (elements.size() > MOST_ATTRIBUTES) {
            throw field.error("found " + elements.size() + " attributes, DynamoDB allows " + MOST_ATTRIBUTES);
        }
        Set<String> seen = new HashSet<>();
        for (Field element : elements) {
            if (!seen.add(element.text("an attribute's name", name -> !name.isEmpty()))) {
                throw element.error("this attribute is named twice");
            }
        }
        return elements.stream()
                .map(element -> element.text("an attribute's name"))
                .toList();
    }
}
