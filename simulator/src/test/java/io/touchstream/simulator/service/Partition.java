package io.touchstream.simulator.service;

/** A range of a table's hashes, with a throughput of its own. */
final class Partition {
    private static final long SECOND = 1000;

    final long from;
    final long to;
    private final Shard shard;
    private long second = -1;
    private double written;
    private double read;

    Partition(long from, long to, Shard shard) {
        this.from = from;
        this.to = to;
        this.shard = shard;
    }

    Shard shard() {
        return shard;
    }

    boolean holds(Row row) {
        return row.hash() >= from && row.hash() < to;
    }

    /** Takes a write's units of the present second, unless they are used up. */
    boolean write(double units, double limit, long now) {
        begin(now);
        if (written >= limit) {
            return false;
        }
        written += units;
        return true;
    }

    /** Takes a read's units of the present second, unless they are used up. */
    boolean read(double units, double limit, long now) {
        begin(now);
        if (read >= limit) {
            return false;
        }
        read += units;
        return true;
    }

    private void begin(long now) {
        if (now / SECOND != second) {
            second = now / SECOND;
            written = 0;
            read = 0;
        }
    }
}
