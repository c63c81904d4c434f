package io.touchstream.model;

/** Tells how much is asked of the target once nothing is left to do. */
enum Standard {
    /** It is the source's transformation, nothing less and nothing more. */
    EXACT,
    /** It shows every source item as it is; it may hold more, which the reverse half of verify finds. */
    GHOSTS_APART,
    /** It is exact once verify and repair have run. */
    MENDED
}
