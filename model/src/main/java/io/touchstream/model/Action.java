package io.touchstream.model;

/**
 * One step of the system.
 *
 * @param first what {@link Kind} says of its first number; -1 where it has none
 * @param second what it says of its second
 */
record Action(Kind kind, int first, int second) {
    /** Names the steps, with a format for a trace. */
    enum Kind {
        STREAM_ON("the source's stream is switched on"),
        CONSUMER_ON("sync begins to read the stream"),
        SOURCE_PUT("application puts source item %d, for target key %d"),
        SOURCE_UPDATE("application updates source item %d, for target key %d, keeping its other attributes"),
        SOURCE_POISON("application gives source item %d a value that cannot be transformed"),
        SOURCE_DELETE("application deletes source item %d"),
        TARGET_PUT("application puts target item %d, of source item %d"),
        TARGET_UPDATE("application updates target item %d"),
        TARGET_DELETE("application deletes target item %d"),
        SCAN("touch's scan sees source item %d"),
        TOUCH("touch writes source item %d"),
        TOUCH_CRASH("touch dies before its cursor has passed source item %d, and resumes"),
        COPY_READ("copy lane reads source item %d"),
        COPY_PUT("copy lane puts the copy of source item %d"),
        COPY_LATE("copy lane gives up a put for source item %d, which will land later"),
        COPY_LOOK("copy lane reads the copy of source item %d"),
        COPY_CHECK("copy lane reads source item %d again"),
        COPY_TAKE_BACK("copy lane takes back the copy of source item %d"),
        COPY_CRASH("copy lane dies at source item %d, and resumes"),
        DELIVER("lane %d delivers %d records"),
        WRITE("sync sends a request in lane %d for item %d"),
        FAIL("a request in lane %d for item %d fails"),
        GIVE_UP("a request in lane %d for item %d is given up and tried again; it will land later"),
        FINISH("sync answers in lane %d"),
        CRASH("sync dies in lane %d"),
        ABANDON("the invocation in lane %d is given up, and goes on"),
        REPLAY("record @%2$d of item %1$d is delivered once more, alone"),
        STRAY_WRITE("the stray invocation sends a request for item %d"),
        STRAY_END("the stray invocation ends"),
        LAND("a late request lands"),
        REPAIR_TOUCH("repair touches source item %d"),
        REPAIR_LOOK("repair reads target item %d"),
        REPAIR_DECIDE("repair reads the source of target item %d"),
        REPAIR_DELETE("repair deletes target item %d"),
        REDRIVE("the quarantine is redriven"),
        FENCE("the source denies the application's writes"),
        SWITCH("the application moves to the target"),
        REVERSE_DELIVER("reverse lane %d delivers %d records"),
        REVERSE_WRITE("reverse sync sends a request in lane %d for item %d"),
        REVERSE_FAIL("a reverse request in lane %d for item %d fails"),
        REVERSE_GIVE_UP("a reverse request in lane %d for item %d is given up and tried again; it will land later"),
        REVERSE_FINISH("reverse sync answers in lane %d"),
        REVERSE_CRASH("reverse sync dies in lane %d"),
        REVERSE_ABANDON("the reverse invocation in lane %d is given up, and goes on"),
        REVERSE_REPLAY("reverse record @%2$d of item %1$d is delivered once more, alone");

        private final String format;

        Kind(String format) {
            this.format = format;
        }

        /** Returns the same step of reverse sync. */
        Kind reversed() {
            return valueOf("REVERSE_" + name());
        }
    }

    static Action of(Kind kind, int... numbers) {
        return new Action(kind, numbers.length > 0 ? numbers[0] : -1, numbers.length > 1 ? numbers[1] : -1);
    }

    @Override
    public String toString() {
        return kind.format.formatted(first, second);
    }
}
