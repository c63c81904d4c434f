package io.touchstream.operator.planning;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.operator.planning.Collisions.Collision;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes a plan for programs, as maps and lists. It names keys, and other values only where they are asked for. */
public final class PlanDescriptions {
    private final boolean showValues;

    /**
     * Creates it.
     *
     * @param showValues whether examples show whole items
     */
    public PlanDescriptions(boolean showValues) {
        this.showValues = showValues;
    }

    /** Describes a plan. */
    public Map<String, Object> document(Plan plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", plan.migration());
        document.put("blocked", plan.blocks());
        document.put("stopped", plan.stopped());
        document.put("facts", facts(plan.facts()));
        document.put("sources", byTable(plan.sources()));
        document.put("targets", byTable(plan.targets()));
        document.put("inverse", facts(plan.inverse()));
        document.put("findings", findings(plan.findings()));
        document.put("estimate", estimate(plan.estimate()));
        document.put("checklist", facts(plan.checklist()));
        return document;
    }

    private static Map<String, Object> byTable(Map<String, List<Fact>> facts) {
        Map<String, Object> document = new LinkedHashMap<>();
        facts.forEach((table, found) -> document.put(table, facts(found)));
        return document;
    }

    private static List<Map<String, Object>> facts(List<Fact> facts) {
        return facts.stream().map(PlanDescriptions::fact).toList();
    }

    private static Map<String, Object> fact(Fact fact) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", fact.name());
        document.put("state", fact.state());
        document.put("verdict", fact.verdict().text());
        if (!fact.advice().isEmpty()) {
            document.put("advice", fact.advice());
        }
        return document;
    }

    private Map<String, Object> findings(Findings findings) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("exact", findings.exact());
        document.put("items", findings.items());
        document.put("rules", findings.rules().stream().map(this::rule).toList());
        document.put("failing", troubles(findings.failing()));
        document.put("noRoomForMarker", troubles(findings.noRoom()));
        document.put("markerTaken", troubles(findings.foreignMarker()));
        document.put("marked", findings.marked());
        document.put("excluded", findings.excluded());
        Map<String, Object> collisions = new LinkedHashMap<>();
        collisions.put("exact", findings.exact());
        collisions.put("count", findings.collisions().count());
        collisions.put("keys", findings.collisions().keys());
        collisions.put(
                "listed",
                findings.collisions().listed().stream()
                        .map(PlanDescriptions::collision)
                        .toList());
        document.put("collisions", collisions);
        return document;
    }

    private Map<String, Object> rule(RuleFindings rule) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rule", rule.label());
        document.put("items", rule.items());
        document.put("dropped", rule.dropped());
        document.put("failing", rule.failing());
        document.put("examples", rule.examples().stream().map(this::example).toList());
        return document;
    }

    private Map<String, Object> example(Example example) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("source", example.source().text());
        if (showValues) {
            document.put("before", DynamoDbJson.write(example.before()));
        }
        document.put(
                "targets",
                example.images().stream().map(image -> image(example, image)).toList());
        return document;
    }

    private Map<String, Object> image(Example example, TargetImage image) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "target", SourceId.of(image.key().table(), image.key().key()).text());
        document.put("added", example.added(image));
        document.put("removed", example.removed(image));
        document.put("changed", example.changed(image));
        if (showValues) {
            document.put("after", DynamoDbJson.write(image.item()));
        }
        return document;
    }

    private static List<Map<String, Object>> troubles(List<Trouble> troubles) {
        return troubles.stream()
                .map(trouble -> {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("cause", trouble.cause());
                    document.put("items", trouble.items());
                    document.put(
                            "examples",
                            trouble.examples().stream().map(SourceId::text).toList());
                    return document;
                })
                .toList();
    }

    private static Map<String, Object> collision(Collision collision) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("target", collision.target().text());
        document.put("source", collision.source().text());
        document.put("otherSource", collision.otherSource().text());
        return document;
    }

    private static Map<String, Object> estimate(Estimate estimate) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("items", estimate.items());
        document.put("sourceBytes", estimate.sourceBytes());
        document.put("targetItems", estimate.targetItems());
        document.put("targetBytes", estimate.targetBytes());
        document.put("writeUnitsPerSecond", estimate.unitsPerSecond());
        document.put(
                "lanes", estimate.lanes().stream().map(PlanDescriptions::lane).toList());
        document.put("verifyReadUnits", estimate.verifyReadUnits());
        document.put("verifyMoney", estimate.verifyMoney());
        document.put("targetStorageMoneyPerMonth", estimate.storageMoneyPerMonth());
        document.put("targetRecoveryMoneyPerMonth", estimate.recoveryMoneyPerMonth());
        document.put("sourceBackupMoneyPerMonth", estimate.backupMoneyPerMonth());
        Map<String, Object> prices = new LinkedHashMap<>();
        prices.put("currency", estimate.prices().currency());
        prices.put("region", estimate.prices().region());
        prices.put("asOf", estimate.prices().asOf());
        prices.put("source", estimate.prices().source());
        document.put("prices", prices);
        return document;
    }

    private static Map<String, Object> lane(LaneEstimate lane) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("lane", lane.lane());
        document.put("guard", lane.guard());
        document.put("sourceWriteUnits", lane.sourceWriteUnits());
        document.put("targetWriteUnits", lane.targetWriteUnits());
        document.put("controlWriteUnits", lane.controlWriteUnits());
        document.put("readUnits", lane.readUnits());
        document.put("seconds", lane.time().toSeconds());
        document.put("money", lane.money());
        return document;
    }
}
