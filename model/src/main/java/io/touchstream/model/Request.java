package io.touchstream.model;

/**
 * One request to a table on behalf of one change of one item of the other: deletes and at most one put. More than one write
 * is one transaction.
 *
 * @param to the table that is written
 * @param source the slot of the item whose change it is
 * @param deletes the slots to be deleted, one bit each
 * @param put the slot to be put; -1 for none
 * @param value the value to be put
 * @param marker the marker to be put: none, unless a defect lets it through
 */
record Request(Side to, int source, int version, int deletes, int put, int value, int marker, Guard guard) {
    static final int NO_PUT = -1;

    static Request delete(Side to, int slot, Provenance provenance, Guard guard) {
        return new Request(to, provenance.source(), provenance.version(), 1 << slot, NO_PUT, 0, Token.NONE, guard);
    }

    static Request copy(int source, Cell seen) {
        return new Request(
                Side.TARGET, source, Provenance.COPY, 0, seen.reference(), seen.value(), Token.NONE, Guard.MISSING);
    }

    boolean puts() {
        return put != NO_PUT;
    }

    boolean deletes(int slot) {
        return (deletes & 1 << slot) != 0;
    }
}
