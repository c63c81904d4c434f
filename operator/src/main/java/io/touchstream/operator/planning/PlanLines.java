package io.touchstream.operator.planning;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.operator.planning.Collisions.Collision;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words a plan for people. It names keys, and other values only where they are asked for. */
public final class PlanLines {
    private static final int LISTED = 20;

    private final boolean showValues;
    private final List<String> lines = new ArrayList<>();

    /**
     * Creates it.
     *
     * @param showValues whether examples show whole items
     */
    public PlanLines(boolean showValues) {
        this.showValues = showValues;
    }

    /** Words a plan. To be called once. */
    public List<String> of(Plan plan) {
        facts("migration " + plan.migration(), plan.facts());
        plan.sources().forEach((table, facts) -> facts("source " + table, facts));
        plan.targets().forEach((table, facts) -> facts("target " + table, facts));
        facts("undoing it", plan.inverse());
        findings(plan.findings());
        estimate(plan.estimate());
        facts("checklist", plan.checklist());
        if (plan.stopped()) {
            lines.add("stopped: what was found holds for the items that were read");
        }
        lines.add(
                plan.blocks()
                        ? "BLOCKED: see what is refused, failing or colliding above"
                        : plan.findings().exact()
                                ? "nothing stands in the way"
                                : "nothing stands in the way as far as the sample shows; --full reads every item");
        return lines;
    }

    private void facts(String heading, List<Fact> facts) {
        lines.add(heading);
        for (Fact fact : facts) {
            String advice = fact.advice().isEmpty() ? "" : "; " + fact.advice();
            lines.add("  %-9s  %s: %s%s".formatted(fact.verdict().text(), fact.name(), fact.state(), advice));
        }
    }

    private void findings(Findings findings) {
        lines.add((findings.exact() ? "all items: " : "a sample of the items: ") + findings.items());
        for (RuleFindings rule : findings.rules()) {
            String dropped = rule.dropped() == 0 ? "" : ", " + rule.dropped() + " dropped";
            String failing = rule.failing() == 0 ? "" : ", " + rule.failing() + " failing";
            lines.add("  " + rule.label() + ": " + rule.items() + " items" + dropped + failing);
            rule.examples().forEach(this::example);
        }
        if (findings.excluded() > 0) {
            lines.add("  not to be touched (touch.when): " + findings.excluded() + " items");
        }
        if (findings.marked() > 0) {
            lines.add("  touched before: " + findings.marked() + " items");
        }
        troubles("failing", findings.failing());
        troubles("no room for the marker", findings.noRoom());
        troubles("marker taken", findings.foreignMarker());
        collisions(findings);
    }

    private void example(Example example) {
        lines.add("    " + example.source().text());
        if (showValues) {
            lines.add("      before " + DynamoDbJson.write(example.before()));
        }
        for (TargetImage image : example.images()) {
            lines.add("      becomes "
                    + SourceId.of(image.key().table(), image.key().key()).text() + " added " + example.added(image)
                    + " removed " + example.removed(image) + " changed " + example.changed(image));
            if (showValues) {
                lines.add("      after " + DynamoDbJson.write(image.item()));
            }
        }
    }

    private void troubles(String heading, List<Trouble> troubles) {
        for (Trouble trouble : troubles) {
            lines.add("  " + heading + ": " + trouble.items() + " items: " + trouble.cause() + ", such as "
                    + trouble.examples().stream().map(SourceId::text).toList());
        }
    }

    private void collisions(Findings findings) {
        Collisions collisions = findings.collisions();
        if (!findings.exact()) {
            lines.add("  collisions: " + collisions.count()
                    + " among the sample; a sample cannot exclude them, --full can");
        } else {
            lines.add("  collisions: " + collisions.count() + " items at " + collisions.keys() + " target keys");
        }
        for (Collision collision : collisions.listed().stream().limit(LISTED).toList()) {
            lines.add("    " + collision.target().text() + " is yielded by "
                    + collision.source().text() + " and "
                    + collision.otherSource().text());
        }
        long more = collisions.count() - Math.min(LISTED, collisions.listed().size());
        if (more > 0) {
            lines.add("    and " + more + " more");
        }
    }

    private void estimate(Estimate estimate) {
        String currency = estimate.prices().currency();
        lines.add("estimate for " + estimate.items() + " items of " + estimate.sourceBytes() + " bytes, at "
                + estimate.unitsPerSecond() + " write units a second");
        for (LaneEstimate lane : estimate.lanes()) {
            lines.add(
                    "  %s lane, %s guard: at least %s, %s %s; write units: source %d, target %d, control %d; read units %d"
                            .formatted(
                                    lane.lane(),
                                    lane.guard(),
                                    lane.time()
                                            .toString()
                                            .substring("PT".length())
                                            .toLowerCase(Locale.ROOT),
                                    lane.money(),
                                    currency,
                                    lane.sourceWriteUnits(),
                                    lane.targetWriteUnits(),
                                    lane.controlWriteUnits(),
                                    lane.readUnits()));
        }
        lines.add(
                "  verify: " + estimate.verifyReadUnits() + " read units, " + estimate.verifyMoney() + " " + currency);
        lines.add("  a month: target's storage " + estimate.storageMoneyPerMonth() + ", its point-in-time recovery "
                + estimate.recoveryMoneyPerMonth() + ", a backup of the source " + estimate.backupMoneyPerMonth() + " "
                + currency);
        lines.add("  prices: on demand, " + estimate.prices().region() + ", as of "
                + estimate.prices().asOf() + ", " + estimate.prices().source()
                + " (Lambda, Step Functions, CloudWatch and the application's own traffic are not in it)");
    }
}
