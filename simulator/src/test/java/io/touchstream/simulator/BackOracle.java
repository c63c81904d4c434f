package io.touchstream.simulator;

import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Compares the source with what the target's items stand for, by looking at the tables themselves. */
final class BackOracle {
    private final Simulation simulation;
    private final Map<Shape.Place, QuarantineEntry> entries = new HashMap<>();
    private final Map<Map<String, AttributeValue>, Map<Shape.Place, Map<String, AttributeValue>>> claims =
            new HashMap<>();
    private final Set<Shape.Place> broken = new HashSet<>();
    private int compared;
    private int ghosts;

    BackOracle(Simulation simulation, List<QuarantineEntry> entries) {
        this.simulation = simulation;
        for (QuarantineEntry entry : entries) {
            if (entry.direction() != Direction.REVERSE) {
                throw new Violation("quarantined on the way to the target, to which nothing goes: " + entry);
            }
            this.entries.put(place(entry), entry);
        }
        simulation.database.table(Shape.TARGET).all().forEach(this::claim);
    }

    private void claim(Map<String, AttributeValue> item) {
        Shape.Place place = new Shape.Place(Shape.TARGET, item.get("TK").s());
        Optional<Map<String, AttributeValue>> source = Shape.inverseOf(item);
        if (source.isEmpty()) {
            broken.add(place);
        }
        source.ifPresent(image ->
                claims.computeIfAbsent(key(image), any -> new HashMap<>()).put(place, image));
    }

    int compared() {
        return compared;
    }

    /** Returns how many source items are left of target items that are gone, where what comes late may leave some. */
    int ghosts() {
        return ghosts;
    }

    /** Compares both directions, and the quarantine. */
    void check() {
        claims.forEach(this::checkClaims);
        simulation.database.table(Shape.SOURCE).all().stream()
                .filter(item -> !claims.containsKey(key(item)))
                .forEach(this::checkUnclaimed);
        broken.forEach(place -> require(isEntered(place, Cause.TRANSFORM_FAILED), "not in quarantine: " + place));
        entries.values().forEach(this::checkEntry);
    }

    private void checkClaims(Map<String, AttributeValue> key, Map<Shape.Place, Map<String, AttributeValue>> images) {
        compared++;
        Map<String, AttributeValue> found =
                simulation.database.table(Shape.SOURCE).find(key);
        require(found != null, "missing in the source: " + images.keySet());
        Optional<Shape.Place> holder = Shape.standsFor(found);
        boolean held = holder.filter(images::containsKey).isPresent();
        require(
                held || holder.isEmpty() || isLeft(holder.get()),
                "not taken over in the source: " + images.keySet() + " from " + holder);
        if (held) {
            require(
                    Shape.visible(found).equals(images.get(holder.get())),
                    "stale in the source: " + holder + ", " + Descriptions.json(found));
        }
        for (Shape.Place place : images.keySet()) {
            require(
                    holder.filter(place::equals).isPresent() || isEntered(place, Cause.COLLISION),
                    "a collision on the way back that is not reported: " + place);
        }
    }

    private void checkUnclaimed(Map<String, AttributeValue> item) {
        compared++;
        Optional<Shape.Place> holder = Shape.standsFor(item);
        if (holder.isEmpty() || isLeft(holder.get())) {
            return;
        }
        ghosts++;
        require(simulation.profile.late(), "a ghost in the source: " + Descriptions.json(item));
    }

    /** What cannot be undone leaves its source item as it was. */
    private boolean isLeft(Shape.Place place) {
        return broken.contains(place) && isEntered(place, Cause.TRANSFORM_FAILED);
    }

    private boolean isEntered(Shape.Place place, Cause cause) {
        return entries.containsKey(place) && entries.get(place).cause() == cause;
    }

    private void checkEntry(QuarantineEntry entry) {
        Shape.Place place = place(entry);
        boolean right = switch (entry.cause()) {
            case TRANSFORM_FAILED -> broken.contains(place);
            case COLLISION -> collides(place);
            case REJECTED, MALFORMED_RECORD -> false;
        };
        require(right, "needlessly in quarantine on the way back: " + place + " for " + entry.cause());
    }

    private boolean collides(Shape.Place place) {
        return claims.entrySet().stream()
                .filter(claim -> claim.getValue().containsKey(place))
                .map(claim -> simulation.database.table(Shape.SOURCE).find(claim.getKey()))
                .anyMatch(found -> Shape.standsFor(found).filter(place::equals).isEmpty());
    }

    private static Shape.Place place(QuarantineEntry entry) {
        return new Shape.Place(
                entry.source().table(),
                entry.source().key().attributes().get("TK").s());
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of("PK", item.get("PK"), "SK", item.get("SK"));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }
}
