package io.touchstream.definition;

import io.touchstream.definition.YamlNode.ScalarKind;
import io.touchstream.definition.YamlNode.YamlList;
import io.touchstream.definition.YamlNode.YamlMap;
import io.touchstream.definition.YamlNode.YamlScalar;
import io.touchstream.item.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Holds a value of the file together with where it stands, and reads it as what it should be.
 *
 * @param file the file as the user named it
 * @param line the line of the value's key, or of the value itself in a list
 * @param path the way to it, such as {@code transform.rules[0].set}
 * @param node the value
 */
record Field(String file, int line, String path, YamlNode node) {
    /** Returns the exception that reports a problem here. */
    DefinitionException error(String problem) {
        return new DefinitionException(Messages.at(file, line, path, problem));
    }

    /** Returns the exception that reports that something else should stand here. */
    DefinitionException expected(String what) {
        return error("found " + node.description() + ", expected " + what);
    }

    boolean is(ScalarKind kind) {
        return node instanceof YamlScalar scalar && scalar.kind() == kind;
    }

    boolean isScalar() {
        return node instanceof YamlScalar;
    }

    boolean isList() {
        return node instanceof YamlList;
    }

    boolean isMap() {
        return node instanceof YamlMap;
    }

    /** Returns the text that stands here; a number or Boolean is not taken for text. */
    String text(String what) {
        if (node instanceof YamlScalar scalar) {
            return switch (scalar.kind()) {
                case TEXT -> scalar.text();
                case NUMBER, BOOLEAN -> throw expected(what + " (text: put it in quotes)");
                case NULL -> throw expected(what);
            };
        }
        throw expected(what);
    }

    /** Returns the text that stands here, which must be as the predicate says. */
    String text(String what, Predicate<String> form) {
        String text = text(what);
        if (!form.test(text)) {
            throw expected(what);
        }
        return text;
    }

    /** Returns the text of a number that DynamoDB can hold. */
    String number(String what) {
        if (!(node instanceof YamlScalar scalar) || scalar.kind() != ScalarKind.NUMBER) {
            throw expected(what);
        }
        if (!Numbers.isStorable(scalar.text())) {
            throw error("found a number that DynamoDB cannot hold: at most 38 digits, from 1E-130 to 1E+126");
        }
        return Numbers.plain(scalar.text());
    }

    /** Returns the whole number that stands here. */
    int integer(String what, int least, int most) {
        BigDecimal number = new BigDecimal(number(what));
        boolean fits = number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0
                && number.stripTrailingZeros().scale() <= 0;
        if (!fits) {
            throw expected(what);
        }
        return number.intValue();
    }

    boolean bool(String what) {
        if (node instanceof YamlScalar scalar && scalar.kind() == ScalarKind.BOOLEAN) {
            return scalar.text().equals("true");
        }
        throw expected(what);
    }

    List<Field> list(String what) {
        if (!(node instanceof YamlList list)) {
            throw expected(what);
        }
        List<Field> fields = new ArrayList<>();
        for (YamlNode element : list.elements()) {
            fields.add(new Field(file, element.line(), path + "[" + fields.size() + "]", element));
        }
        return fields;
    }

    List<Field> nonEmptyList(String what) {
        List<Field> fields = list(what);
        if (fields.isEmpty()) {
            throw error("found an empty list, expected " + what);
        }
        return fields;
    }

    /** Returns the entries of the map that stands here, in the file's order. */
    Map<String, Field> map(String what) {
        if (!(node instanceof YamlMap map)) {
            throw expected(what);
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        map.entries()
                .forEach(entry ->
                        fields.put(entry.key(), new Field(file, entry.line(), path(entry.key()), entry.value())));
        return fields;
    }

    Map<String, Field> nonEmptyMap(String what) {
        Map<String, Field> fields = map(what);
        if (fields.isEmpty()) {
            throw error("found an empty map, expected " + what);
        }
        return fields;
    }

    /** Returns the entries of the map that stands here, which may have the known keys only. */
    Map<String, Field> map(String what, Collection<String> known) {
        Map<String, Field> fields = map(what);
        fields.forEach((key, field) -> {
            if (!known.contains(key)) {
                throw field.error("unknown key, " + Messages.knownNames(key, known));
            }
        });
        return fields;
    }

    /** Returns the one of this map's fields that must be there. */
    Field required(Map<String, Field> fields, String key) {
        Field field = fields.get(key);
        if (field == null) {
            throw error("the key " + key + " is missing");
        }
        return field;
    }

    /** Returns the constant of an enumeration that the text names: {@code skip-expired} is {@code SKIP_EXPIRED}. */
    <E extends Enum<E>> E choice(List<E> choices) {
        List<String> names = choices.stream().map(Field::name).toList();
        String text = text(String.join(" or ", names));
        int index = names.indexOf(text);
        if (index < 0) {
            throw expected(String.join(" or ", names));
        }
        return choices.get(index);
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String path(String key) {
        if (!key.matches("[A-Za-z0-9_-]+")) {
            return path + "[\"" + Messages.shortened(key) + "\"]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }
}
