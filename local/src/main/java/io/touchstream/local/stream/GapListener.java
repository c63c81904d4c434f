package io.touchstream.local.stream;

/** Is told when records of the stream are gone that were never delivered. */
@FunctionalInterface
public interface GapListener {
    /** Takes note that records of a shard are lost. Reading goes on with the oldest record that is left. */
    void gap(String shardId, String reason);
}
