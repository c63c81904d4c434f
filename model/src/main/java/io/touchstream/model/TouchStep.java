package io.touchstream.model;

/** Names how far the touch has come with one item. */
enum TouchStep {
    TO_DO,
    SCANNED,
    DONE
}
