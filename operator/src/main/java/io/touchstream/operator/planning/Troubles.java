package io.touchstream.operator.planning;

import io.touchstream.protocol.SourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers items by what hinders them, in bounded memory. Not safe to share between threads. */
final class Troubles {
    private static final int EXAMPLES = 5;
    private static final int KINDS = 50;
    private static final String OTHERS = "other causes";

    private final Map<String, Gathered> byKind = new LinkedHashMap<>();

    private static final class Gathered {
        private final String cause;
        private final List<SourceId> examples = new ArrayList<>();
        private long items;

        Gathered(String cause) {
            this.cause = cause;
        }
    }

    /**
     * Adds an item.
     *
     * @param place where it was met, such as a rule's name
     * @param cause what hinders it; causes that differ in numbers only count as one
     */
    void add(String place, String cause, SourceId source) {
        String kind = place + ": " + cause.replaceAll("[0-9]+", "0");
        boolean known = byKind.containsKey(kind) || byKind.size() < KINDS;
        Gathered gathered = byKind.computeIfAbsent(known ? kind : OTHERS, name -> new Gathered(known ? cause : OTHERS));
        gathered.items++;
        if (gathered.examples.size() < EXAMPLES) {
            gathered.examples.add(source);
        }
    }

    List<Trouble> all() {
        return byKind.values().stream()
                .map(gathered -> new Trouble(gathered.cause, gathered.items, gathered.examples))
                .toList();
    }
}
