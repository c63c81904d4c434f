package io.touchstream.model;

/**
 * What the ledger says of one source item.
 *
 * @param version the latest change that was applied; -1 for none
 * @param keys the target items that it put, one bit each
 */
record LedgerRow(int version, int keys) {
    static final LedgerRow NONE = new LedgerRow(-1, 0);

    boolean isPresent() {
        return version >= 0;
    }
}
