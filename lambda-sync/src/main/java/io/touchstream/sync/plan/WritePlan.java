package io.touchstream.sync.plan;

import io.touchstream.protocol.write.GuardedWrite;
import java.util.List;

/** States the writes that one item's change asks for: deletes of keys that it left, puts of what it yields. */
public record WritePlan(List<GuardedWrite.Delete> deletes, List<GuardedWrite.Put> puts) {
    public WritePlan {
        deletes = List.copyOf(deletes);
        puts = List.copyOf(puts);
    }
}
