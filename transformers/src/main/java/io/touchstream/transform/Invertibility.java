package io.touchstream.transform;

import java.util.List;

/**
 * Says how far one rule, or a whole transformation by a class, can be undone: what reverse sync can carry back.
 *
 * @param label the rule's short name, as items are counted under it
 * @param kind the verdict
 * @param notes what is kept, carried back or not, each in one line; the first one gives the verdict's reason
 */
public record Invertibility(String label, Kind kind, List<String> notes) {
    /** Names the verdicts, the best first. */
    public enum Kind {
        /** Every target item says all of its source item. */
        INVERTIBLE("invertible"),
        /** What the target item does not say is kept from the present source item; a new item goes without it. */
        WITH_PRESENT_SOURCE("invertible with what the source item still holds"),
        /**
         * Which source item it is, is known by provenance alone. What the application creates in the target, or puts over
         * an item there, has none, and is quarantined by reverse sync.
         */
        WITH_PROVENANCE("invertible for items that came from the source, as long as they keep their provenance"),
        /** Nothing can be carried back. */
        NOT_INVERTIBLE("not invertible");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Returns the verdict in words. */
        public String text() {
            return text;
        }

        /** Returns the worse one of two verdicts. */
        public Kind and(Kind other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    public Invertibility {
        notes = List.copyOf(notes);
    }

    /** Tells whether every item can be carried back, also what the application creates in the target. */
    public boolean coversNewItems() {
        return kind.compareTo(Kind.WITH_PROVENANCE) < 0;
    }

    /** Returns the verdict in one line, its reason included. */
    public String line() {
        return label + ": " + kind.text() + (notes.isEmpty() ? "" : ": " + String.join("; ", notes));
    }
}
