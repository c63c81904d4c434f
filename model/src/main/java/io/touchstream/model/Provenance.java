package io.touchstream.model;

/**
 * States which item an item came from, and which change of it.
 *
 * @param source the slot in the table that it came from; -1 for none
 * @param version the change; 0 for a copy
 */
record Provenance(int source, int version) {
    static final Provenance NONE = new Provenance(-1, -1);
    static final int COPY = 0;

    boolean isPresent() {
        return source >= 0;
    }
}
