package io.touchstream.model;

/** Tells what a write may meet, as {@code protocol.write.GuardedWrite} does. */
enum Guard {
    /** Nothing, or an older version from the same source item. */
    OLDER,
    /** Nothing. */
    MISSING,
    /** Exactly the version given, from the same source item. */
    EXACTLY
}
