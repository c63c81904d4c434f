package io.touchstream.model;

/** Names the stages of a migration. */
enum Stage {
    /** The source has no stream yet. */
    BEFORE,
    /** The source has a stream, and nothing reads it yet. */
    STREAMING,
    /** Sync reads the stream. */
    SYNCING,
    /** The source denies the application's writes. */
    FENCED,
    /** The application writes the target; sync is off; reverse sync is on where it was asked for. */
    SWITCHED
}
