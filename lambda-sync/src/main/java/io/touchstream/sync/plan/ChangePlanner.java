package io.touchstream.sync.plan;

import io.touchstream.item.Item;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformed;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works out the writes that a change asks for. Safe to share between threads. */
public final class ChangePlanner {
    private final Mapping mapping;
    private final Expiry expiry;

    public ChangePlanner(Mapping mapping, Expiry expiry) {
        this.mapping = mapping;
        this.expiry = expiry;
    }

    /**
     * Plans one change.
     *
     * @param leftKeys target items that an earlier failure of the same source item left behind
     * @throws TransformException when its last image, or what is there after a delete, cannot be transformed
     */
    public WritePlan plan(ItemChange change, Set<TargetKey> leftKeys) {
        Provenance provenance = new Provenance(change.source(), change.version());
        Transformed wanted = wanted(change);
        // INVARIANT 5: moves leave nothing behind.
        Set<TargetKey> left = new LinkedHashSet<>(leftKeys);
        left.addAll(earlierKeys(change));
        left.removeAll(wanted.keys());
        if (change.after() == null && !left.isEmpty() && !change.earlier().isEmpty()) {
            Item last = change.earlier().get(change.earlier().size() - 1);
            left.removeAll(mapping.spared(change.source(), last, Set.copyOf(left)));
        }
        List<GuardedWrite.Delete> deletes = left.stream()
                .map(key -> new GuardedWrite.Delete(key, provenance, DeleteGuard.OLDER))
                .toList();
        List<GuardedWrite.Put> puts = wanted.images().stream()
                .map(image -> new GuardedWrite.Put(image, provenance, change.guard()))
                .toList();
        return new WritePlan(deletes, puts);
    }

    /**
     * Returns the target keys that the change's earlier images yield. An image that cannot be transformed yielded none:
     * the transformation is pure, so it failed then as it does now.
     */
    public Set<TargetKey> earlierKeys(ItemChange change) {
        Set<TargetKey> keys = new HashSet<>();
        change.earlier().forEach(image -> keys.addAll(keysOf(change.source(), image)));
        return keys;
    }

    private Set<TargetKey> keysOf(SourceId source, Item image) {
        try {
            return transformed(source, image).keys();
        } catch (TransformException failedThenToo) {
            return Set.of();
        }
    }

    private Transformed wanted(ItemChange change) {
        @Nullable Item after = change.after();
        if (after == null || expiry.isSkipped(change.source().table(), after)) {
            return Transformed.NOTHING;
        }
        return transformed(change.source(), after);
    }

    private Transformed transformed(SourceId source, Item image) {
        return mapping.apply(source, image);
    }
}
