package io.touchstream.protocol.reverse;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import io.touchstream.transformation.Transformed;
import java.util.List;
import java.util.Optional;

/**
 * Tells for which target item an item of a source table stands. Safe to share between threads.
 *
 * <p>INVARIANT: a source item that reverse sync has not written yet counts as the copy, of version 0, of the target item that
 * it yields. That is sound because nobody else writes it any more: the source is fenced, or the application writes that
 * item in the target alone. Were it taken for the application's own, nothing could ever be carried back.
 */
public final class SourceOwnership {
    private final MigrationDefinition definition;
    private final Transformation forward;

    public SourceOwnership(MigrationDefinition definition, Transformation forward) {
        this.definition = definition;
        this.forward = forward;
    }

    /**
     * Returns the provenance that an item of a source table has or counts as.
     *
     * @param asking the target item on whose behalf it is asked, in case that the source item yields several
     * @return nothing where it stands for no target item: the transformation drops it, or cannot be applied to it
     */
    public Optional<Provenance> of(String table, Item item, SourceId asking) {
        Optional<Provenance> stamp = Direction.FORWARD.stamp(definition, item);
        if (stamp.isPresent()) {
            return stamp;
        }
        List<SourceId> yielded = yielded(table, item);
        if (yielded.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Provenance(yielded.contains(asking) ? asking : yielded.get(0), Version.COPY));
    }

    /** Tells whether an item of a source table stands for a target item. */
    public boolean isOf(String table, Item item, SourceId target) {
        return of(table, item, target)
                .filter(provenance -> provenance.source().equals(target))
                .isPresent();
    }

    /**
     * Returns what a source item that reverse sync has not written yet yields as a target item, without provenance.
     *
     * @return nothing where it yields no such item, or reverse sync has written it
     */
    public Optional<Item> yieldedBefore(String table, Item item, SourceId target) {
        if (Direction.FORWARD.stamp(definition, item).isPresent()) {
            return Optional.empty();
        }
        TargetKey key = new TargetKey(target.table(), target.key());
        return transformed(table, item).images().stream()
                .filter(image -> image.key().equals(key))
                .map(TargetImage::item)
                .findFirst();
    }

    private List<SourceId> yielded(String table, Item item) {
        return transformed(table, item).keys().stream()
                .map((TargetKey key) -> SourceId.of(key.table(), key.key()))
                .toList();
    }

    private Transformed transformed(String table, Item item) {
        try {
            return forward.apply(new SourceItem(table, forward.visible(item)), 0);
        } catch (TransformException yieldsNothing) {
            return Transformed.NOTHING;
        }
    }
}
