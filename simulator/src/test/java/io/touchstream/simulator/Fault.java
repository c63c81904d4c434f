package io.touchstream.simulator;

/** Names what can go wrong. */
enum Fault {
    /** The process dies before a request is sent. */
    DEATH_BEFORE_A_CALL,
    /** The process dies after a request took effect, before its answer. */
    DEATH_AFTER_A_CALL,
    /** A request takes half a second to four. */
    SLOW_CALL,
    /** An attempt times out without effect; the client tries again. */
    ATTEMPT_LOST,
    /** An attempt times out after it took effect; the client tries again. */
    ATTEMPT_APPLIED,
    /** An attempt times out, the client tries again, and the first attempt takes effect later; counted where it changes anything. */
    ATTEMPT_LANDS_LATER,
    /** A call times out for good, without effect. */
    CALL_LOST,
    /** A call times out for good after it took effect. */
    CALL_APPLIED,
    /** A call times out for good, and takes effect after its caller gave up; counted where it changes anything. */
    CALL_LANDS_LATER,
    /** The process dies with a request under way, which takes effect later; counted where it changes anything. */
    DEATH_CALL_LANDS_LATER,
    /** The service fails, longer than the client tries. */
    SERVER_FAULT,
    /** A partition, or the account, throttles. */
    THROTTLE,
    /** A partition's units are used up: its throughput is bounded. */
    PARTITION_THROTTLE,
    /** A write, or a transaction, meets another transaction. */
    TRANSACTION_CONFLICT,
    /** A batch read leaves keys unprocessed. */
    UNPROCESSED_KEYS,
    /** An invocation's time runs out. */
    INVOCATION_TIMEOUT,
    /** A settled batch is delivered again, cut at another place. */
    DUPLICATE_BATCH,
    /** A lane is delivered again from an earlier checkpoint. */
    REWIND,
    /** One record is delivered once more, alone, after later ones. */
    STRAY_RECORD,
    /** A partition, and with it its shard, splits. */
    SHARD_SPLIT,
    /** An instance's clock is wrong by up to half a minute. */
    CLOCK_SKEW,
    /** A record is trimmed before it was read. */
    TRIMMED_RECORD,
    /** The stream is turned off and on again, and changes in between leave no record. */
    NEW_STREAM,
    /** The time-to-live service deletes an item. */
    TIME_TO_LIVE_DELETE
}
