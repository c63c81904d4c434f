package io.touchstream.rules;

import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import java.util.List;

/**
 * Writes the source item, changed, to one or more target tables.
 *
 * @param label the rule's short name
 * @param scope which items the rule is for
 * @param changes what is changed
 * @param to the target tables
 */
public record MappingRule(String label, Scope scope, Changes changes, List<String> to) implements Rule {
    public MappingRule {
        to = List.copyOf(to);
    }

    @Override
    public boolean appliesTo(SourceItem source) {
        return scope.includes(source);
    }

    @Override
    public List<TargetWrite> apply(SourceItem source) {
        Item changed = changed(source.item());
        return to.stream().map(table -> new TargetWrite(table, changed)).toList();
    }

    private Item changed(Item source) {
        try {
            return changes.applyTo(source);
        } catch (TransformException failure) {
            throw new TransformException(label + ": " + failure.getMessage(), failure);
        }
    }
}
