package io.touchstream.rules.inverse;

import io.touchstream.item.InvalidKeyException;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeySchema;
import io.touchstream.rules.Changes;
import io.touchstream.rules.DropRule;
import io.touchstream.rules.MappingRule;
import io.touchstream.rules.Rule;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.rules.Scope;
import io.touchstream.transform.InverseTransformer;
import io.touchstream.transform.Invertibility;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.SourceWrite;
import io.touchstream.transform.TargetItem;
import io.touchstream.transform.TransformException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Undoes rules. Each rule, on each source table, proposes the source item that would have yielded the target item; a
 * proposal counts where the rules, applied to it, yield the target item's key again. Those that yield the very target item
 * go before those that yield another content under its key, as when the application has left out what a default gives.
 *
 * <p>Where proposals name several source items, the present source item decides; without one the answer is an error. Of a
 * rule with several target tables, the first is followed. Safe to share between threads.
 */
public final class DerivedInverse implements InverseTransformer {
    private final RuleTransformer rules;
    private final List<MappingRule> mappings = new ArrayList<>();
    private final List<Invertibility> verdicts = new ArrayList<>();
    private final Map<String, KeySchema> sources;
    private final Map<String, KeySchema> targets;

    /**
     * Derives the inverse.
     *
     * @param rules the rules in their order
     * @param sources the source tables' keys
     * @param targets the target tables' keys
     */
    public DerivedInverse(List<Rule> rules, Map<String, KeySchema> sources, Map<String, KeySchema> targets) {
        this.rules = new RuleTransformer(rules, targets.keySet());
        this.sources = new LinkedHashMap<>(sources);
        this.targets = Map.copyOf(targets);
        for (Rule rule : rules) {
            verdicts.add(RuleVerdict.of(rule, this.sources));
            if (rule instanceof MappingRule mapping) {
                mappings.add(mapping);
            }
        }
        if (targets.size() == 1 && !isForEverything(rules)) {
            mappings.add(new MappingRule(
                    RuleTransformer.COPIED, Scope.EVERYTHING, Changes.NONE, List.copyOf(targets.keySet())));
            verdicts.add(RuleVerdict.ofCopies(this.sources));
        }
    }

    /** Returns the verdict on each rule, in their order, and on items that are copied as they are. */
    public List<Invertibility> verdicts() {
        return List.copyOf(verdicts);
    }

    @Override
    public Optional<SourceWrite> inverse(TargetItem target, @Nullable SourceItem present) {
        List<Proposal> proposals = new ArrayList<>();
        for (MappingRule rule : mappings) {
            if (rule.to().contains(target.table())) {
                sources.forEach((table, key) -> {
                    if (isPossible(rule, table, present)) {
                        propose(rule, table, key, target, present).ifPresent(proposals::add);
                    }
                });
            }
        }
        Proposal chosen = chosen(proposals, present)
                .orElseThrow(() -> new TransformException("no source item would yield this item of table "
                        + target.table() + ", as far as the rules can be undone"));
        return chosen.followed() ? Optional.of(chosen.write()) : Optional.empty();
    }

    /**
     * Proposes a source item.
     *
     * @param exact whether it yields the very target item, not its key alone
     * @param followed whether the target item is the one that is carried back
     */
    private record Proposal(SourceWrite write, ItemKey key, boolean exact, boolean followed) {
        private boolean names(Proposal other) {
            return write.table().equals(other.write.table()) && key.equals(other.key);
        }
    }

    private Optional<Proposal> propose(
            MappingRule rule, String table, KeySchema key, TargetItem target, @Nullable SourceItem present) {
        Item item =
                new ChangesInverse(rule.changes()).invert(target.item(), present == null ? null : present.item(), key);
        try {
            ItemKey sourceKey = key.keyOf(item);
            ItemKey targetKey = targetKey(target.table(), target.item());
            boolean followed = rule.to().get(0).equals(target.table());
            return rules.transform(new SourceItem(table, item)).stream()
                    .filter(write -> write.table().equals(target.table()))
                    .filter(write -> targetKey(write.table(), write.item()).equals(targetKey))
                    .findFirst()
                    .map(write -> new Proposal(
                            new SourceWrite(table, item),
                            sourceKey,
                            write.item().equals(target.item()),
                            followed));
        } catch (TransformException | InvalidKeyException notThisOne) {
            return Optional.empty();
        }
    }

    private Optional<Proposal> chosen(List<Proposal> proposals, @Nullable SourceItem present) {
        List<Proposal> best = proposals.stream().filter(Proposal::exact).toList();
        if (best.isEmpty()) {
            best = proposals;
        }
        if (best.isEmpty()) {
            return Optional.empty();
        }
        Proposal first = best.get(0);
        if (best.stream().allMatch(first::names)) {
            return Optional.of(first);
        }
        return Optional.of(best.stream()
                .filter(proposal -> present != null && isItem(proposal, present))
                .findFirst()
                .orElseThrow(() -> new TransformException(
                        "several source items would yield this item, and nothing tells which it came from")));
    }

    private boolean isItem(Proposal proposal, SourceItem present) {
        KeySchema key = sources.get(present.table());
        return key != null
                && proposal.write().table().equals(present.table())
                && proposal.key().equals(key.keyOf(present.item()));
    }

    private static boolean isPossible(MappingRule rule, String table, @Nullable SourceItem present) {
        Set<String> from = rule.scope().from();
        return (from.isEmpty() || from.contains(table))
                && (present == null || present.table().equals(table));
    }

    private ItemKey targetKey(String table, Item item) {
        KeySchema key = targets.get(table);
        if (key == null) {
            throw new TransformException("table " + table + " is not a target of this migration");
        }
        return key.keyOf(item);
    }

    private boolean isForEverything(List<Rule> all) {
        return all.stream()
                .map(rule -> rule instanceof MappingRule mapping ? mapping.scope() : ((DropRule) rule).scope())
                .anyMatch(scope -> scope.when() == null
                        && (scope.from().isEmpty() || scope.from().containsAll(sources.keySet())));
    }
}
