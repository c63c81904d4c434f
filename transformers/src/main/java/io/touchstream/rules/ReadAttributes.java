package io.touchstream.rules;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Names the top-level attributes of a source item that rules read, present or not. */
final class ReadAttributes {
    private ReadAttributes() {}

    /** Names those on which it depends whether a rule applies. */
    static Set<String> ofCondition(Rule rule) {
        Condition when = rule instanceof MappingRule mapping
                ? mapping.scope().when()
                : rule instanceof DropRule drop ? drop.scope().when() : null;
        return when == null ? Set.of() : when.attributes();
    }

    /** Names those on which it depends what a rule yields, those that it changes included. */
    static Set<String> ofChanges(Rule rule) {
        Set<String> names = new TreeSet<>();
        if (rule instanceof MappingRule mapping) {
            Changes changes = mapping.changes();
            names.addAll(changes.rename().keySet());
            names.addAll(changes.rename().values());
            changes.remove().forEach(path -> names.addAll(path.roots()));
            names.addAll(changes.set().keySet());
            names.addAll(changes.defaults().keySet());
            Stream.of(changes.set().values(), changes.defaults().values())
                    .flatMap(Collection::stream)
                    .forEach(value -> names.addAll(References.of(value)));
        }
        return names;
    }
}
