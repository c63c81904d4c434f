package io.touchstream.model;

/** Names what happens a bounded number of times in one run of the model. */
enum Resource {
    SOURCE_WRITE(0),
    TARGET_WRITE(1),
    /** An invocation of sync dies. */
    CRASH(2),
    /** A request of sync fails without effect. */
    FAILURE(3),
    /** A request's client gives up, and the request lands later. */
    LATE(4),
    /** One record is delivered once more, alone, or an invocation goes on after it was given up. */
    REPLAY(5),
    /** The touch or copy job dies. */
    JOB_CRASH(6),
    /** Verify's repair touches an item, or looks at one that it may delete. */
    REPAIR(7);

    private final int place;

    Resource(int place) {
        this.place = place;
    }

    /** Returns the place of its count in a budget. */
    int place() {
        return place;
    }
}
