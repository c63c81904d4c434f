package io.touchstream.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a table's stream, and how far it has been settled.
 *
 * @param settled the records before the checkpoint; kept only where a single one may be delivered again
 * @param pending the records after the checkpoint
 * @param next the next record's version
 * @param invocation the invocation under way; null for none
 */
record Lane(
        List<StreamRecord> settled,
        List<StreamRecord> pending,
        int next,
        @Nullable Invocation invocation) {
    static final Lane EMPTY = new Lane(List.of(), List.of(), 1, null);

    boolean isDrained() {
        return pending.isEmpty() && invocation == null;
    }

    Lane append(int slot, Cell before, Cell after) {
        return new Lane(
                settled, Lists.plus(pending, new StreamRecord(slot, next, before, after)), next + 1, invocation);
    }

    Lane with(@Nullable Invocation now) {
        return new Lane(settled, pending, next, now);
    }

    /** Moves the checkpoint over that many records. */
    Lane settle(int records, boolean keep) {
        List<StreamRecord> done = pending.subList(0, records);
        List<StreamRecord> kept = settled;
        if (keep) {
            for (StreamRecord record : done) {
                kept = Lists.plus(kept, record);
            }
        }
        return new Lane(kept, List.copyOf(pending.subList(records, pending.size())), next, invocation);
    }
}
