package io.touchstream.protocol.reverse;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.InverseTransformation;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformed;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what the source is to hold for an image of a target item: the inverse, with the source item that stands for it now.
 * That one is found by the target item's provenance where it has one, or else by what the inverse answers without it; an
 * item that stands for another target item is not taken. Safe to share between threads.
 */
public final class ReverseTransformation {
    private final MigrationDefinition definition;
    private final InverseTransformation inverse;
    private final SourceOwnership ownership;

    public ReverseTransformation(MigrationDefinition definition, InverseTransformation inverse) {
        this.definition = definition;
        this.inverse = inverse;
        this.ownership = new SourceOwnership(definition, inverse.forward());
    }

    /** Returns what tells for which target item a source item stands. */
    public SourceOwnership ownership() {
        return ownership;
    }

    /**
     * Returns the source item that a target item stands for.
     *
     * @param target the target item
     * @param image its image, provenance included
     * @param source reads items of the source tables, consistently
     * @throws TransformException when it cannot be undone
     */
    public Transformed apply(SourceId target, Item image, Function<TargetKey, Optional<Item>> source) {
        Optional<SourceItem> known = Direction.REVERSE
                .stamp(definition, image)
                .map(Provenance::source)
                .map(id -> new TargetKey(id.table(), id.key()))
                .flatMap(key -> present(key, target, source));
        return inverse.apply(
                new TargetKey(target.table(), target.key()),
                inverse.visible(image),
                known.orElse(null),
                key -> present(key, target, source),
                Provenance.sizeInBytes(target));
    }

    /**
     * Tells whether a target item leads to a source item. One that cannot be undone may, since nothing tells.
     *
     * @param image the target item's image, provenance included
     * @param source reads items of the source tables, consistently
     */
    public boolean leadsTo(TargetKey key, SourceId target, Item image, Function<TargetKey, Optional<Item>> source) {
        try {
            return apply(target, image, source).keys().contains(key);
        } catch (TransformException unknown) {
            return true;
        }
    }

    private Optional<SourceItem> present(TargetKey key, SourceId target, Function<TargetKey, Optional<Item>> source) {
        return source.apply(key)
                .filter(item -> ownership.isOf(key.table(), item, target))
                .map(item -> new SourceItem(key.table(), inverse.forward().visible(item)));
    }
}
