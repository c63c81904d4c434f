package io.touchstream.definition;

import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Condition;
import io.touchstream.rules.DropRule;
import io.touchstream.rules.MappingRule;
import io.touchstream.rules.Rule;
import io.touchstream.rules.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one rule. */
final class RuleReader {
    private static final List<String> KEYS =
            List.of("when", "from", "set", "default", "rename", "remove", "drop", "to");
    private static final List<String> KEYS_WITH_DROP = List.of("when", "from", "drop");

    private final Set<String> sources;
    private final Map<String, TableDefinition> targets;
    private final AttributeNames names;

    RuleReader(Set<String> sources, Map<String, TableDefinition> targets, @Nullable String marker) {
        this.sources = sources;
        this.targets = targets;
        this.names = new AttributeNames(marker);
    }

    Rule read(Field rule, String label) {
        Map<String, Field> fields = rule.map("a map with when, set and the like", KEYS);
        Scope scope = scope(fields);
        Field drop = fields.get("drop");
        if (drop != null) {
            checkDrop(drop, fields);
            return new DropRule(label, scope);
        }
        Changes changes = new ChangesReader(names).read(fields);
        List<String> to = to(rule, fields.get("to"));
        new RuleChecks(rule, fields, changes).check(to, targets);
        return new MappingRule(label, scope, changes, to);
    }

    private Scope scope(Map<String, Field> fields) {
        Field from = fields.get("from");
        Field when = fields.get("when");
        return new Scope(
                from == null ? Set.of() : new LinkedHashSet<>(tables(from, sources, "a source table")),
                when == null ? null : condition(when));
    }

    private Condition condition(Field when) {
        Condition condition = ConditionReader.read(when);
        when.map("a map")
                .forEach((name, field) -> names.checkRead(AttributePath.of(name).roots(), field));
        return condition;
    }

    private static void checkDrop(Field drop, Map<String, Field> fields) {
        if (!drop.bool("true")) {
            throw drop.expected("true");
        }
        fields.forEach((key, field) -> {
            if (!KEYS_WITH_DROP.contains(key)) {
                throw field.error("a rule that drops items has no other effect: leave out " + key + ", or drop");
            }
        });
    }

    private List<String> to(Field rule, @Nullable Field field) {
        if (field != null) {
            return tables(field, targets.keySet(), "a target table");
        }
        if (targets.size() > 1) {
            throw rule.error("the key to is missing: there are several target tables");
        }
        return List.copyOf(targets.keySet());
    }

    private static List<String> tables(Field field, Collection<String> known, String what) {
        List<String> names = new ArrayList<>();
        for (Field table : field.nonEmptyList("a list of at least one table's name")) {
            String name = table.text(what);
            if (!known.contains(name)) {
                throw table.error("found \"" + Messages.shortened(name) + "\", expected " + what + ": "
                        + Messages.knownNames(name, known));
            }
            if (names.contains(name)) {
                throw table.error("the table " + name + " is named twice");
            }
            names.add(name);
        }
        return names;
    }
}
