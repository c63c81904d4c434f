package io.touchstream.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Looks at the target after each request, as readers may: a source item that was found there once is found under exactly one key
 * of its table from then on. Holds where items only move, and share no keys.
 */
final class Readers {
    private final Simulation simulation;
    private final Map<String, Set<String>> seen = new HashMap<>();

    Readers(Simulation simulation) {
        this.simulation = simulation;
    }

    void look() {
        for (String table : List.of(Shape.TARGET, Shape.OTHER)) {
            Set<String> found = new HashSet<>();
            for (Map<String, AttributeValue> item :
                    simulation.database.table(table).all()) {
                String source = item.get(Shape.PROVENANCE).m().get("src").s();
                if (!found.add(source)) {
                    throw new Violation("under two keys: " + source + " in " + table);
                }
            }
            Set<String> before = seen.getOrDefault(table, Set.of());
            for (String source : before) {
                if (!found.contains(source)) {
                    throw new Violation("under no key: " + source + " in " + table);
                }
            }
            seen.put(table, found);
        }
    }
}
