package io.touchstream.protocol.control;

/** Names the jobs that work through a table segment by segment. */
public enum Job {
    /** Writes the marker on source items; in place, changes them to what the rules yield. */
    TOUCH,
    /** Copies source items to the target where they are missing. */
    COPY,
    /** Removes the marker from source items; in place, changes them back. */
    UNTOUCH,
    /** Removes provenance from target items. */
    SCRUB,
    /** Compares each source item's transformation with the target. */
    VERIFY_SOURCE,
    /** Compares each target item with the source item that it came from. */
    VERIFY_TARGET
}
