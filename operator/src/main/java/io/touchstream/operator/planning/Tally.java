package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.rules.Rule;
import io.touchstream.rules.RuleTransformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what the items come to, keeping a few examples. Safe to share between threads. */
final class Tally {
    private static final int EXAMPLES = 3;

    private final Map<String, Counted> rules = new LinkedHashMap<>();
    private final Map<String, Long> items = new LinkedHashMap<>();
    private final Troubles failing = new Troubles();
    private final Troubles noRoom = new Troubles();
    private final Troubles foreign = new Troubles();
    private long marked;
    private long excluded;

    private static final class Counted {
        private final List<Example> examples = new ArrayList<>();
        private long items;
        private long dropped;
        private long failing;
    }

    Tally(MigrationDefinition definition) {
        definition.source().tables().keySet().forEach(table -> items.put(table, 0L));
        if (definition.transform() instanceof TransformDefinition.Rules stated) {
            // A rule that no item met is to be seen too.
            stated.rules().stream().map(Rule::label).forEach(label -> rules.put(label, new Counted()));
            rules.put(RuleTransformer.COPIED, new Counted());
        }
    }

    synchronized void add(Inspection inspection) {
        items.merge(inspection.source().table(), 1L, Long::sum);
        excluded += inspection.excluded() ? 1 : 0;
        Counted rule = rules.computeIfAbsent(inspection.label(), label -> new Counted());
        rule.items++;
        rule.dropped += inspection.dropped() ? 1 : 0;
        String failure = inspection.failure();
        if (failure != null) {
            rule.failing++;
            failing.add(inspection.label(), failure, inspection.source());
        } else if (rule.examples.size() < EXAMPLES) {
            rule.examples.add(new Example(inspection.source(), inspection.before(), inspection.images()));
        }
        switch (inspection.marker()) {
            case ABSENT -> {}
            case OURS -> marked++;
            case NO_ROOM -> noRoom.add("", "no room for the marker below 400 KB", inspection.source());
            case FOREIGN -> foreign.add("", "an attribute of the marker's name", inspection.source());
        }
    }

    synchronized long items() {
        return items.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized Findings findings(boolean exact, Collisions collisions) {
        List<RuleFindings> byRule = new ArrayList<>();
        rules.forEach((label, rule) ->
                byRule.add(new RuleFindings(label, rule.items, rule.dropped, rule.failing, rule.examples)));
        return new Findings(
                exact,
                new LinkedHashMap<>(items),
                byRule,
                failing.all(),
                noRoom.all(),
                foreign.all(),
                marked,
                excluded,
                collisions);
    }
}
