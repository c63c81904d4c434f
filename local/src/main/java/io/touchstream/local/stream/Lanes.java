package io.touchstream.local.stream;

import java.util.List;
import java.util.stream.IntStream;

/** Spreads the records of one shard over its lanes, all records of an item to the same one. */
final class Lanes {
    private final List<Lane> lanes;

    Lanes(String shardId, Parts parts, Lifecycle lifecycle, ShardProgress progress) {
        this.lanes = IntStream.range(0, parts.settings().parallelizationFactor())
                .mapToObj(number -> new Lane(
                        "lane-" + number + "-" + shardId,
                        new LaneBuffer(parts.settings()),
                        new BatchDelivery(shardId, parts, lifecycle, progress),
                        lifecycle))
                .toList();
        lanes.forEach(Lane::start);
    }

    void put(StreamEvent event) throws InterruptedException {
        int mixed = event.keyHash() * 0x9E3779B9;
        lanes.get(Math.floorMod(mixed >>> 8, lanes.size())).put(event);
    }

    void close() {
        lanes.forEach(Lane::close);
    }

    void interrupt() {
        lanes.forEach(Lane::interrupt);
    }

    /** Waits for all invocations under way; returns whether they have ended in time. */
    boolean join(long deadlineNanos) throws InterruptedException {
        boolean ended = true;
        for (Lane lane : lanes) {
            ended &= lane.join((deadlineNanos - System.nanoTime()) / 1_000_000);
        }
        return ended;
    }
}
