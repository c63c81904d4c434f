package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.transformation.Transformation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Goes through the checklist before a migration (docs/runbook.md), and answers what a command can answer of it. What only
 * people know is in the list all the same.
 */
final class Checklist {
    private static final String BY_HAND = "only people know";

    private final Path folder;
    private final MigrationDefinition definition;
    private final Transformation transformation;
    private final boolean deployed;

    /**
     * Creates it.
     *
     * @param deployed whether the migration is deployed as a stack, which has alarms and a dashboard
     */
    Checklist(Path folder, MigrationDefinition definition, Transformation transformation, boolean deployed) {
        this.folder = folder;
        this.definition = definition;
        this.transformation = transformation;
        this.deployed = deployed;
    }

    /**
     * Returns the list.
     *
     * @param sources what was found out about each source table
     * @param inverse how far each rule can be undone
     */
    List<Fact> check(Map<String, List<Fact>> sources, List<Fact> inverse) {
        List<Fact> list = new ArrayList<>();
        list.add(documented());
        list.add(byHand("affected access patterns are listed", "list them in the migration's README.md"));
        list.add(byHand("transformation is reviewed", "have somebody else read migration.yaml"));
        list.add(new SampleCheck(folder, definition, transformation).check());
        list.add(byHand(
                "tested on a copy of the data",
                "touchstream rehearse --items FILE, with an export or some of its lines"));
        list.add(reversible(inverse));
        list.add(monitoring());
        list.add(byHand("team is informed of the schedule", "tell it when, how long, and who to call"));
        list.add(restorable(sources));
        list.add(Fact.fine("validation is ready", "verify compares both directions"));
        return list;
    }

    private Fact documented() {
        Path readme = folder.resolve("README.md");
        try {
            return Files.isRegularFile(readme) && Files.size(readme) > 0
                    ? Fact.fine("data model is documented", "README.md")
                    : Fact.attention(
                            "data model is documented",
                            "the migration's folder has no README.md",
                            "write down the model before and after, and why");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Fact reversible(List<Fact> inverse) {
        String name = "rollback is possible after writers have moved";
        List<String> not = inverse.stream()
                .filter(fact -> fact.verdict() != Verdict.FINE)
                .map(Fact::name)
                .toList();
        return not.isEmpty()
                ? Fact.fine(name, "every rule can be undone")
                : Fact.attention(
                        name,
                        "not for all of " + String.join(", ", not),
                        "write down what is lost by going back, or name a class that undoes it at"
                                + " transform.inverse.java");
    }

    private Fact monitoring() {
        return deployed
                ? Fact.fine("monitoring is in place", "the stack's alarms and dashboard")
                : Fact.attention(
                        "monitoring is in place",
                        "not deployed: there are neither alarms nor a dashboard",
                        "deploy the migration, or watch status while run goes on");
    }

    private static Fact restorable(Map<String, List<Fact>> sources) {
        String name = "source can be restored";
        List<String> not = new ArrayList<>();
        boolean known = true;
        for (Map.Entry<String, List<Fact>> source : sources.entrySet()) {
            List<Fact> safety = source.getValue().stream()
                    .filter(fact -> fact.name().equals(SourceFacts.RECOVERY)
                            || fact.name().equals(SourceFacts.BACKUP))
                    .toList();
            if (safety.stream().noneMatch(fact -> fact.verdict() == Verdict.FINE)) {
                not.add(source.getKey());
                known &= safety.stream().noneMatch(fact -> fact.verdict() == Verdict.UNKNOWN);
            }
        }
        if (not.isEmpty()) {
            return Fact.fine(name, "by point-in-time recovery, or from a backup");
        }
        return known
                ? Fact.attention(
                        name, "not: " + String.join(", ", not), "enable point-in-time recovery, or make a backup")
                : Fact.unknown(name, "make sure of it: " + String.join(", ", not));
    }

    private static Fact byHand(String name, String advice) {
        return new Fact(name, BY_HAND, Verdict.UNKNOWN, advice);
    }
}
