package io.touchstream.definition;

import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Expression;
import io.touchstream.rules.References;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what one rule changes. */
final class ChangesReader {
    private static final String NAMES = "a list of attribute names";

    private final AttributeNames names;

    ChangesReader(AttributeNames names) {
        this.names = names;
    }

    Changes read(Map<String, Field> fields) {
        return new Changes(
                renames(fields.get("rename")),
                removals(fields.get("remove")),
                values(fields.get("set")),
                values(fields.get("default")));
    }

    private Map<String, Expression> values(@Nullable Field field) {
        Map<String, Expression> values = new LinkedHashMap<>();
        if (field != null) {
            field.map("a map of attribute names to values").forEach((name, value) -> {
                names.checkWritten(name, value);
                Expression expression = ExpressionReader.read(value);
                names.checkRead(References.of(expression), value);
                values.put(name, expression);
            });
        }
        return values;
    }

    private Map<String, String> renames(@Nullable Field field) {
        Map<String, String> renames = new LinkedHashMap<>();
        Set<String> newNames = new HashSet<>();
        if (field != null) {
            field.map("a map of old attribute names to new ones").forEach((oldName, newName) -> {
                String name = newName.text("an attribute's new name");
                names.checkWritten(name, newName);
                names.checkWhole(oldName, newName);
                names.checkRead(Set.of(oldName), newName);
                if (oldName.equals(name)) {
                    throw newName.expected("another name");
                }
                if (!newNames.add(name)) {
                    throw newName.error("another attribute is renamed to " + name + " already");
                }
                renames.put(oldName, name);
            });
        }
        return renames;
    }

    private List<AttributePath> removals(@Nullable Field field) {
        if (field == null) {
            return List.of();
        }
        return field.list(NAMES).stream().map(this::removal).toList();
    }

    private AttributePath removal(Field field) {
        AttributePath path = AttributePath.of(field.text("an attribute's name", text -> !text.isEmpty()));
        names.checkRead(path.roots(), field);
        return path;
    }
}
