package io.touchstream.simulator;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.touch.verify.VerifyReport;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Compares the target with what the source yields, by looking at the tables themselves. */
final class Oracle {
    private final Simulation simulation;
    private final Map<String, QuarantineEntry> entries = new HashMap<>();
    private final Map<Shape.Place, Map<String, Map<String, AttributeValue>>> claims = new HashMap<>();
    private final Map<String, Map<String, AttributeValue>> broken = new HashMap<>();
    private final Set<Kind> reported = EnumSet.noneOf(Kind.class);
    private int compared;

    Oracle(Simulation simulation, List<QuarantineEntry> entries) {
        this.simulation = simulation;
        entries.forEach(entry -> this.entries.put(entry.source().text(), entry));
        for (String source : simulation.shape.sources()) {
            simulation
                    .database
                    .table(source)
                    .all()
                    .forEach(item -> claim(SourceId.of(source, key(item)).text(), item));
        }
    }

    private void claim(String source, Map<String, AttributeValue> item) {
        Optional<Map<Shape.Place, Map<String, AttributeValue>>> images = Shape.yieldOf(item);
        if (images.isEmpty()) {
            broken.put(source, item);
        }
        images.ifPresent(places -> places.forEach((place, image) ->
                claims.computeIfAbsent(place, any -> new HashMap<>()).put(source, image)));
    }

    int compared() {
        return compared;
    }

    /** Compares both directions, and the quarantine. */
    void check() {
        for (String table : List.of(Shape.TARGET, Shape.OTHER)) {
            simulation.database.table(table).all().forEach(item -> checkTarget(table, item));
        }
        claims.forEach((place, images) -> images.forEach((source, image) -> checkClaim(place, source)));
        broken.keySet().forEach(this::checkBroken);
        entries.values().forEach(this::checkEntry);
        simulation.ownItems.forEach((place, item) -> {
            if (!item.equals(at(place))) {
                throw new Violation("an item of the application's own is not what it wrote: " + place);
            }
        });
    }

    /** Compares what verify says with what is. */
    void check(VerifyReport report) {
        if (!report.complete()) {
            throw new Violation("verify is not complete");
        }
        Set<Kind> said = EnumSet.noneOf(Kind.class);
        said.addAll(report.faults().keySet());
        if (!said.equals(reported)) {
            throw new Violation("verify says " + said + ", and it is " + reported + ": " + report.differences());
        }
    }

    private void checkTarget(String table, Map<String, AttributeValue> item) {
        compared++;
        Shape.Place place = new Shape.Place(table, item.get("TK").s());
        if (simulation.ownItems.containsKey(place)) {
            return;
        }
        if (!item.containsKey(Shape.PROVENANCE)) {
            throw new Violation("an item without provenance: " + place);
        }
        String source = source(item);
        Map<String, AttributeValue> image = claims.getOrDefault(place, Map.of()).get(source);
        if (image == null) {
            if (isLeft(source, place)) {
                reported.add(Kind.QUARANTINED);
                return;
            }
            throw new Violation("a ghost: " + place + " of " + source);
        }
        if (!Item.of(image).equals(Item.of(item).without(Shape.PROVENANCE))) {
            throw new Violation("stale: " + place + " of " + source);
        }
    }

    private void checkClaim(Shape.Place place, String source) {
        if (simulation.ownItems.containsKey(place)) {
            reported.add(Kind.APPLICATION_OWNED);
            return;
        }
        Map<String, AttributeValue> found = at(place);
        if (found == null) {
            throw new Violation("missing: " + place + " of " + source);
        }
        if (source(found).equals(source)) {
            return;
        }
        reported.add(Kind.COLLISION);
        if (simulation.profile.outage() && simulation.profile.copies()) {
            // A copy of a state whose end was lost is taken back, and another item may take the key: verify alone
            // tells.
            return;
        }
        QuarantineEntry entry = entries.get(source);
        if (entry == null || entry.cause() != Cause.COLLISION) {
            throw new Violation("a collision that is not reported: " + place + " of " + source);
        }
    }

    private void checkBroken(String source) {
        reported.add(Kind.QUARANTINED);
        QuarantineEntry entry = entries.get(source);
        if (entry == null || entry.cause() != Cause.TRANSFORM_FAILED) {
            throw new Violation("not in quarantine: " + source);
        }
    }

    private void checkEntry(QuarantineEntry entry) {
        String source = entry.source().text();
        boolean right = switch (entry.cause()) {
            case TRANSFORM_FAILED -> broken.containsKey(source);
            case COLLISION -> collides(source);
            case REJECTED, MALFORMED_RECORD -> false;
        };
        if (!right) {
            throw new Violation("needlessly in quarantine: " + source + " for " + entry.cause());
        }
    }

    private boolean collides(String source) {
        return claims.entrySet().stream()
                .filter(claim -> claim.getValue().containsKey(source))
                .map(claim -> at(claim.getKey()))
                .anyMatch(found -> found != null
                        && found.containsKey(Shape.PROVENANCE)
                        && !source(found).equals(source));
    }

    private boolean isLeft(String source, Shape.Place place) {
        QuarantineEntry entry = entries.get(source);
        if (entry == null) {
            return false;
        }
        if (simulation.profile.needsRepair()) {
            // What landed late of an item that is quarantined, or was left since a record was lost, is told as
            // quarantined, and as a ghost once that is
            // settled.
            return true;
        }
        return broken.containsKey(source)
                && entry.leftKeys().stream()
                        .anyMatch(left -> left.table().equals(place.table())
                                && left.key().equals(new ItemKey(Shape.targetKey(place.key()))));
    }

    private Map<String, AttributeValue> at(Shape.Place place) {
        return simulation.database.table(place.table()).find(Shape.targetKey(place.key()));
    }

    private static String source(Map<String, AttributeValue> item) {
        return item.get(Shape.PROVENANCE).m().get("src").s();
    }

    private static ItemKey key(Map<String, AttributeValue> item) {
        return new ItemKey(Map.of("PK", item.get("PK"), "SK", item.get("SK")).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
