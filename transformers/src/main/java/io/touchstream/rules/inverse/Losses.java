package io.touchstream.rules.inverse;

import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Expression;
import io.touchstream.rules.References;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows which of the source item's attributes a rule's changes overwrite or remove, so that the target item does not say
 * them under their own name. Names are those of the source item.
 */
final class Losses {
    private final Changes changes;
    private final Map<String, String> oldNames = new TreeMap<>();
    private final Set<String> lost = new LinkedHashSet<>();

    Losses(Changes changes) {
        this.changes = changes;
        changes.rename().forEach((oldName, newName) -> oldNames.put(newName, oldName));
        changes.set().keySet().forEach(name -> lost.add(oldName(name)));
        changes.remove().forEach(path -> lost.add(oldName(path.text())));
    }

    /** Returns the attributes lost; of a removed nested attribute its path. */
    Set<String> lost() {
        return lost;
    }

    /** Returns the attributes lost that are the whole of a top-level attribute in the rule's terms. */
    boolean isLost(String name) {
        return lost.contains(name);
    }

    /** Returns the expressions by which values are set, by target attribute. */
    Map<String, Expression> equations() {
        return changes.set();
    }

    /** Tells whether an attribute can be read out of the texts and copies that the rule sets, whatever the item. */
    Solubility solubility(String name) {
        Solubility best = Solubility.NEVER;
        for (Expression expression : changes.set().values()) {
            Solubility solubility = solubility(name, expression);
            best = solubility.compareTo(best) < 0 ? solubility : best;
        }
        return best;
    }

    private Solubility solubility(String name, Expression expression) {
        if (!References.of(expression).contains(name)) {
            return Solubility.NEVER;
        }
        return TextPattern.of(expression, lost)
                .map(pattern -> pattern.unknowns() == 1
                        ? Solubility.ALWAYS
                        : pattern.hasNeighbours() ? Solubility.NEVER : Solubility.WHERE_UNAMBIGUOUS)
                .orElse(Solubility.NEVER);
    }

    /** Returns the name that a source attribute has after the rule's renaming. */
    String newName(String name) {
        return changes.rename().getOrDefault(name, name);
    }

    /** Returns the top-level names, after renaming, that removals lead into. */
    Set<String> removedRoots() {
        Set<String> roots = new LinkedHashSet<>();
        changes.remove().stream().map(AttributePath::roots).forEach((Collection<String> names) -> roots.addAll(names));
        return roots;
    }

    private String oldName(String newName) {
        return oldNames.getOrDefault(newName, newName);
    }

    /** Tells when an attribute that was overwritten or removed can be read out of what the rule sets. */
    enum Solubility {
        ALWAYS,
        /** Where the values do not contain the text between them. */
        WHERE_UNAMBIGUOUS,
        NEVER
    }
}
