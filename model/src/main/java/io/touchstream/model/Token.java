package io.touchstream.model;

/** Names the values that a marker can have. From {@link #FIRST_REPAIR} on, each is a repair run's own. */
final class Token {
    static final int NONE = 0;
    /** An earlier run's, which is over. */
    static final int EARLIER_RUN = 1;

    static final int RUN = 2;
    static final int FIRST_REPAIR = 3;

    private Token() {}

    static boolean isRepair(int token) {
        return token >= FIRST_REPAIR;
    }
}
