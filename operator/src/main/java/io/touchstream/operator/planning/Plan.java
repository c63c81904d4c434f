package io.touchstream.operator.planning;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Tells what was found before a migration.
 *
 * @param migration the migration's name
 * @param stopped whether the end was asked for before everything was read
 * @param facts what bears on the migration as a whole
 * @param sources what bears on each source table
 * @param targets what bears on each target table
 * @param inverse how far each rule can be undone
 * @param findings what the items come to
 * @param estimate what it takes
 * @param checklist what is to be done before
 */
public record Plan(
        String migration,
        boolean stopped,
        List<Fact> facts,
        Map<String, List<Fact>> sources,
        Map<String, List<Fact>> targets,
        List<Fact> inverse,
        Findings findings,
        Estimate estimate,
        List<Fact> checklist) {
    public Plan {
        facts = List.copyOf(facts);
        inverse = List.copyOf(inverse);
        checklist = List.copyOf(checklist);
    }

    /** Tells whether something was found with which the migration must not begin. */
    public boolean blocks() {
        return findings.blocks()
                || isRefused(facts)
                || isRefused(checklist)
                || isAnyRefused(sources.values())
                || isAnyRefused(targets.values());
    }

    private static boolean isAnyRefused(Collection<List<Fact>> facts) {
        return facts.stream().anyMatch(Plan::isRefused);
    }

    private static boolean isRefused(List<Fact> facts) {
        return facts.stream().anyMatch(fact -> fact.verdict() == Verdict.REFUSED);
    }
}
