package io.touchstream.model;

/**
 * Holds one item of either table. The transformation swaps slot and reference: source item {@code s} with reference
 * {@code t} yields target item {@code t} with reference {@code s} and the same value, and the other way round.
 *
 * @param reference the slot in the other table that it yields
 * @param value what the application wrote: another one with each write
 * @param marker the marker's value
 */
record Cell(int reference, int value, int marker, Provenance provenance) {
    static final Cell ABSENT = new Cell(-1, -1, Token.NONE, Provenance.NONE);
    /** What the application's interceptor leaves in place of an item that it deletes; no reader sees it. */
    static final Cell TOMBSTONE = new Cell(-1, -2, Token.NONE, Provenance.NONE);
    /** A value that cannot be transformed. */
    static final int POISON = 60;
    /** The value of an item that a touch has created. */
    static final int BARE = 61;

    static Cell of(int reference, int value) {
        return new Cell(reference, value, Token.NONE, Provenance.NONE);
    }

    boolean isStored() {
        return reference >= 0 || value == TOMBSTONE.value;
    }

    boolean isVisible() {
        return reference >= 0;
    }

    /** Tells whether the transformation gives a result for it. */
    boolean yields() {
        return isVisible() && value != POISON;
    }

    boolean yields(int slot) {
        return yields() && reference == slot;
    }

    Cell marked(int token) {
        return new Cell(reference, value, token, provenance);
    }

    Cell stamped(Provenance stamp) {
        return new Cell(reference, value, marker, stamp);
    }

    /** Tells whether a reader sees the same in both. */
    boolean looksLike(Cell other) {
        return isVisible() == other.isVisible()
                && (!isVisible() || (reference == other.reference && value == other.value));
    }

    @Override
    public String toString() {
        if (!isStored()) {
            return "-";
        }
        if (!isVisible()) {
            return "tombstone";
        }
        String stamp = provenance.isPresent() ? "<" + provenance.source() + "@" + provenance.version() : "";
        return "(" + reference + " v" + value + (marker == Token.NONE ? "" : " m" + marker) + stamp + ")";
    }
}
