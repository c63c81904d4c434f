package io.touchstream.rules.inverse;

import io.touchstream.item.KeySchema;
import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Copy;
import io.touchstream.rules.DropRule;
import io.touchstream.rules.Expression;
import io.touchstream.rules.MappingRule;
import io.touchstream.rules.References;
import io.touchstream.rules.Rule;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.rules.Scope;
import io.touchstream.transform.Invertibility;
import io.touchstream.transform.Invertibility.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says of one rule how far it can be undone, from the rule alone. */
final class RuleVerdict {
    private final Map<String, KeySchema> sources;
    private final List<String> notes = new ArrayList<>();
    private Kind kind = Kind.INVERTIBLE;

    private RuleVerdict(Map<String, KeySchema> sources) {
        this.sources = sources;
    }

    /**
     * Returns the verdict.
     *
     * @param sources the source tables' keys
     */
    static Invertibility of(Rule rule, Map<String, KeySchema> sources) {
        if (rule instanceof DropRule) {
            String note = "its items never arrive in the target, and stay in the source as they are";
            return new Invertibility(rule.label(), Kind.INVERTIBLE, List.of(note));
        }
        MappingRule mapping = (MappingRule) rule;
        return new RuleVerdict(sources).judge(mapping.label(), mapping.scope(), mapping.changes(), mapping.to());
    }

    /** Returns the verdict on items that no rule is for. */
    static Invertibility ofCopies(Map<String, KeySchema> sources) {
        return new RuleVerdict(sources).judge(RuleTransformer.COPIED, Scope.EVERYTHING, Changes.NONE, List.of());
    }

    private Invertibility judge(String label, Scope scope, Changes changes, List<String> to) {
        Set<String> tables = new TreeSet<>(scope.from().isEmpty() ? sources.keySet() : scope.from());
        tables.retainAll(sources.keySet());
        Losses losses = new Losses(changes);
        Set<String> keys = tables.stream()
                .flatMap(table -> keyNames(table).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        keys.forEach(name -> judgeKey(name, losses));
        if (tables.size() > 1) {
            note(
                    Kind.WITH_PROVENANCE,
                    "nothing tells which of the source tables " + String.join(", ", tables) + " an item is from");
        }
        judgeLosses(losses, keys);
        judgeNeeds(losses, keys);
        judgeRenames(changes);
        if (!changes.defaults().isEmpty()) {
            notes.add(listed("default", changes.defaults().keySet())
                    + " stays in the source where the application writes it, also as the default's own value");
        }
        if (to.size() > 1) {
            notes.add("of its target tables " + to.get(0) + " is followed; what the application changes in "
                    + String.join(", ", to.subList(1, to.size())) + " is not carried back");
        }
        return new Invertibility(label, kind, notes);
    }

    private List<String> keyNames(String table) {
        KeySchema key = sources.get(table);
        return key == null ? List.of() : key.names();
    }

    private void judgeKey(String name, Losses losses) {
        if (!losses.isLost(name)) {
            return;
        }
        switch (losses.solubility(name)) {
            case ALWAYS -> {}
            case WHERE_UNAMBIGUOUS ->
                notes.add("the source's key attribute " + name
                        + " is read out of a text: an item where that can be read in several ways is quarantined");
            case NEVER ->
                note(
                        Kind.WITH_PROVENANCE,
                        "the source's key attribute " + name + " is overwritten or removed, and nothing else tells it");
        }
    }

    private void judgeLosses(Losses losses, Set<String> keys) {
        Set<String> kept = new TreeSet<>(losses.lost());
        kept.removeAll(keys);
        if (!kept.isEmpty()) {
            note(Kind.WITH_PRESENT_SOURCE, listed("", kept) + " is kept from the present source item");
        }
        Set<String> computed = new TreeSet<>();
        losses.equations().forEach((name, expression) -> {
            if (!References.of(expression).contains(name) && kept.contains(name)) {
                computed.add(name);
            }
        });
        if (!computed.isEmpty()) {
            notes.add(listed("what the application writes to", computed)
                    + " in the target is not carried back, since the rule computes it");
        }
    }

    private void judgeNeeds(Losses losses, Set<String> keys) {
        losses.equations().forEach((name, expression) -> {
            Set<String> missing = new TreeSet<>(References.needed(expression));
            missing.retainAll(losses.lost());
            missing.removeAll(keys);
            missing.removeIf(lost -> isCopied(lost, losses) || lost.equals(name));
            if (!missing.isEmpty()) {
                notes.add("an item that the application creates is quarantined: "
                        + listed("set " + name + " needs", missing) + ", which a target item does not have");
            }
        });
    }

    /** A new item does not say whether an attribute was renamed or had that name by itself, as what reads it would have to know. */
    private void judgeRenames(Changes changes) {
        changes.rename().forEach((oldName, newName) -> {
            Set<String> readers = new TreeSet<>();
            changes.set().forEach((name, expression) -> {
                Set<String> read = References.of(expression);
                if (read.contains(oldName) || read.contains(newName)) {
                    readers.add(name);
                }
            });
            if (!readers.isEmpty()) {
                notes.add("an item that the application creates is taken to have had " + oldName + " where it has "
                        + newName + ", and is quarantined where " + listed("set", readers) + " says otherwise");
            }
        });
    }

    private static boolean isCopied(String name, Losses losses) {
        for (Expression expression : losses.equations().values()) {
            if (expression instanceof Copy copy && copy.path().equals(AttributePath.of(name))) {
                return true;
            }
        }
        return false;
    }

    private void note(Kind verdict, String reason) {
        if (verdict.compareTo(kind) > 0) {
            notes.add(0, reason);
        } else {
            notes.add(reason);
        }
        kind = kind.and(verdict);
    }

    private static String listed(String before, Set<String> names) {
        String list = String.join(", ", names);
        return before.isEmpty() ? list : before + " " + list;
    }
}
