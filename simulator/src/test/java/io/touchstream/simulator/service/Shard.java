package io.touchstream.simulator.service;

import java.util.ArrayList;
import java.util.List;

/** One shard of a stream: the records of a range of hashes, in lanes that keep the order of each item. */
public final class Shard {
    private final String id;
    private final Shard parent;
    private final List<List<StreamEntry>> lanes = new ArrayList<>();
    private boolean closed;

    Shard(String id, Shard parent, int lanes) {
        this.id = id;
        this.parent = parent;
        for (int lane = 0; lane < lanes; lane++) {
            this.lanes.add(new ArrayList<>());
        }
    }

    /** Returns the shard's id. */
    public String id() {
        return id;
    }

    /** Returns the shard that this one continues; null for none. */
    public Shard parent() {
        return parent;
    }

    /** Returns the records of each lane, the oldest first; they grow. */
    public List<List<StreamEntry>> lanes() {
        return lanes;
    }

    /** Tells whether nothing is added any more. */
    public boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    void add(StreamEntry entry, int item) {
        lanes.get(Math.floorMod(item, lanes.size())).add(entry);
    }
}
