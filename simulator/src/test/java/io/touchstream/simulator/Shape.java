package io.touchstream.simulator;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.Transformation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The migration that is simulated, and what it yields, worked out once more without the migration's own code. It splits some
 * items over two target tables.
 *
 * @param copies whether existing items are copied
 * @param ledger whether the ledger guards writes
 * @param merges whether there are two source tables
 */
record Shape(boolean copies, boolean ledger, boolean merges) {
    static final String SOURCE = "Source";
    static final String SECOND = "Second";
    static final String TARGET = "Target";
    static final String OTHER = "Other";
    static final String MARKER = "migrate";
    static final String PROVENANCE = io.touchstream.protocol.Provenance.ATTRIBUTE;
    private static final String TEXT = """
            name: simulated
            source:
              tables:
                Source: {partitionKey: {PK: S}, sortKey: {SK: S}}
                %s
            target:
              tables:
                Target: {partitionKey: {TK: S}}
                Other: {partitionKey: {TK: S}}
            transform:
              rules:
                - when: {Kind: dropped}
                  drop: true
                - when: {Kind: pair}
                  set: {TK: "T#${Ref}"}
                  to: [Target, Other]
                - set: {TK: "T#${Ref}"}
                  to: [Target]
            touch:
              marker: migrate
              lane: %s
            sync:
              guard: %s
            """;
    private static final Map<Shape, MigrationDefinition> DEFINITIONS = new ConcurrentHashMap<>();

    MigrationDefinition definition() {
        return DEFINITIONS.computeIfAbsent(
                this,
                shape -> MigrationLoader.parse(
                        "migration.yaml",
                        TEXT.formatted(
                                merges ? "Second: {partitionKey: {PK: S}, sortKey: {SK: S}}" : "",
                                copies ? "copy" : "touch",
                                ledger ? "ledger" : "provenance")));
    }

    Transformation transformation() {
        return Transformation.load(definition());
    }

    List<String> sources() {
        return merges ? List.of(SOURCE, SECOND) : List.of(SOURCE);
    }

    /** Returns the table that a source item is in. */
    String source(int number) {
        return merges && number % 2 == 1 ? SECOND : SOURCE;
    }

    /** A place in a target table. */
    record Place(String table, String key) {}

    static Map<String, AttributeValue> sourceKey(int number) {
        return Map.of("PK", AttributeValues.string("p" + number % 3), "SK", AttributeValues.string("s" + number));
    }

    static Map<String, AttributeValue> targetKey(String key) {
        return Map.of("TK", AttributeValues.string(key));
    }

    static String reference(int number) {
        return "r" + number;
    }

    static Place place(String table, String reference) {
        return new Place(table, "T#" + reference);
    }

    /** Returns the source item that an item of the first target table stands for; nothing where none would yield it. */
    static Optional<Map<String, AttributeValue>> inverseOf(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> source = visible(item);
        source.remove("TK");
        Place place = new Place(TARGET, item.get("TK").s());
        boolean leadsBack = source.containsKey("PK")
                && yieldOf(source).filter(places -> places.containsKey(place)).isPresent();
        return leadsBack ? Optional.of(source) : Optional.empty();
    }

    /** Returns the place in the first target table of the item that a source item stands for. */
    static Optional<Place> standsFor(Map<String, AttributeValue> item) {
        if (item.containsKey(PROVENANCE)) {
            SourceId target = new SourceId(item.get(PROVENANCE).m().get("src").s());
            return Optional.of(new Place(
                    target.table(), target.key().attributes().get("TK").s()));
        }
        return yieldOf(item)
                .flatMap(places -> places.keySet().stream()
                        .filter(place -> place.table().equals(TARGET))
                        .findFirst());
    }

    /** Returns an item without what the migration writes on it. */
    static Map<String, AttributeValue> visible(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> visible = new HashMap<>(item);
        visible.remove(MARKER);
        visible.remove(PROVENANCE);
        return visible;
    }

    /** Returns what a source item yields, without provenance; nothing where it cannot be transformed. */
    static Optional<Map<Place, Map<String, AttributeValue>>> yieldOf(Map<String, AttributeValue> item) {
        Map<Place, Map<String, AttributeValue>> places = new HashMap<>();
        String kind = item.containsKey("Kind") ? item.get("Kind").s() : "";
        if (kind.equals("dropped")) {
            return Optional.of(places);
        }
        if (!item.containsKey("Ref")) {
            return Optional.empty();
        }
        Map<String, AttributeValue> image = new HashMap<>(item);
        image.remove(MARKER);
        List<String> tables = new ArrayList<>(List.of(TARGET));
        if (kind.equals("pair")) {
            tables.add(OTHER);
        }
        for (String table : tables) {
            Place place = place(table, item.get("Ref").s());
            image.put("TK", AttributeValues.string(place.key()));
            places.put(place, Map.copyOf(image));
        }
        return Optional.of(places);
    }
}
