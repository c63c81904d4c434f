package io.touchstream.model;

/** Names what a scenario may have. */
enum Trait {
    /** All items share one shard, and so one batch. */
    ONE_SHARD,
    /** Batches have up to three records instead of two. */
    LONG_BATCHES,
    /** The application's writes to the target drop provenance and leave tombstones. */
    INTERCEPTOR,
    /** The application puts and updates items of the target, and deletes none. */
    NO_TARGET_DELETES,
    /** Reverse sync follows the target. */
    REVERSE,
    /** The guard is the ledger. */
    LEDGER,
    /** The application writes values that cannot be transformed. */
    POISON,
    /** Readers are promised a moved item under exactly one key. */
    ATOMIC_READS
}
