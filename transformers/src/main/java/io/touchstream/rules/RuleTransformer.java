package io.touchstream.rules;

import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Applies the first rule that fits. Where none does, the item is copied as it is to the only target table. */
public final class RuleTransformer implements Transformer {
    /** The label of items that no rule is for. */
    public static final String COPIED = "copied as it is";

    private final List<Rule> rules;
    private final List<String> targets;

    public RuleTransformer(List<Rule> rules, Collection<String> targets) {
        this.rules = List.copyOf(rules);
        this.targets = List.copyOf(targets);
    }

    @Override
    public List<TargetWrite> transform(SourceItem source) {
        Optional<Rule> rule = ruleFor(source);
        if (rule.isPresent()) {
            return rule.get().apply(source);
        }
        if (targets.size() != 1) {
            throw new TransformException("no rule applies and there are several target tables");
        }
        return List.of(new TargetWrite(targets.get(0), source.item()));
    }

    /** Returns the label of the rule that decides about an item, or {@link #COPIED}. */
    public String labelFor(SourceItem source) {
        return ruleFor(source).map(Rule::label).orElse(COPIED);
    }

    /** Returns the names of the top-level attributes on which it depends what becomes of an item. */
    public Set<String> reads(SourceItem source) {
        Set<String> names = new TreeSet<>();
        for (Rule rule : rules) {
            names.addAll(ReadAttributes.ofCondition(rule));
            if (rule.appliesTo(source)) {
                names.addAll(ReadAttributes.ofChanges(rule));
                break;
            }
        }
        return names;
    }

    private Optional<Rule> ruleFor(SourceItem source) {
        return rules.stream().filter(rule -> rule.appliesTo(source)).findFirst();
    }
}
