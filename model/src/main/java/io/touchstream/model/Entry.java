package io.touchstream.model;

/**
 * An entry of the quarantine, one for each source item.
 *
 * @param version the change that could not be applied; -1 for no entry
 * @param left the target items that still show an earlier state, one bit each
 */
record Entry(int version, int left) {
    static final Entry NONE = new Entry(-1, 0);

    boolean isPresent() {
        return version >= 0;
    }
}
