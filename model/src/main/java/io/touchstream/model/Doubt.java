package io.touchstream.model;

/**
 * What verify's repair is about to do with a target item that may have no source.
 *
 * @param slot the target item; -1 while there is none in doubt
 * @param seen its provenance when it was read
 * @param doomed whether the source was read since and did not yield it
 */
record Doubt(int slot, Provenance seen, boolean doomed) {
    static final Doubt NONE = new Doubt(-1, Provenance.NONE, false);

    boolean isPresent() {
        return slot >= 0;
    }
}
