package io.touchstream.sync.plan;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.sync.decode.Change;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformed;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Maps target items to source items. Images keep their provenance, which tells the source item where the item itself does not.
 *
 * <p>A record of a delete does not say who deleted. While both directions are on, an item with provenance that went without a
 * tombstone was deleted by forward sync. Otherwise deletes are the application's, but for those that the stream still
 * holds from before the switch: hence an item that is there again keeps what it yields. The record that brought it back
 * comes later, and settles it.
 */
public final class ReverseMapping implements Mapping {
    private final MigrationDefinition definition;
    private final ReverseTransformation transformation;
    private final Function<TargetKey, Optional<Item>> reads;
    private final BooleanSupplier gradual;
    private final Predicate<TargetKey> tombstones;

    /**
     * Creates a mapping.
     *
     * @param reads reads items of either side, consistently
     * @param gradual tells whether forward sync is on as well
     * @param tombstones tells whether the application has left a tombstone for a target item
     */
    public ReverseMapping(
            MigrationDefinition definition,
            ReverseTransformation transformation,
            Function<TargetKey, Optional<Item>> reads,
            BooleanSupplier gradual,
            Predicate<TargetKey> tombstones) {
        this.definition = definition;
        this.transformation = transformation;
        this.reads = reads;
        this.gradual = gradual;
        this.tombstones = tombstones;
    }

    @Override
    public boolean isEcho(Change change) {
        return Direction.REVERSE.isEcho(definition, change.before(), change.after());
    }

    @Override
    public Item visible(Item image) {
        return image.withoutMatching(name -> ReservedAttributes.isReserved(name) && !name.equals(Provenance.ATTRIBUTE));
    }

    @Override
    public Transformed apply(SourceId source, Item image) {
        return transformation.apply(source, image, reads);
    }

    @Override
    public Set<TargetKey> spared(SourceId source, Item last, Set<TargetKey> keys) {
        TargetKey target = new TargetKey(source.table(), source.key());
        boolean stamped = Direction.REVERSE.stamp(definition, last).isPresent();
        if (stamped && gradual.getAsBoolean() && !tombstones.test(target)) {
            return keys;
        }
        Optional<Item> present = reads.apply(target);
        return present.map(item -> yielded(source, item, keys)).orElse(Set.of());
    }

    private Set<TargetKey> yielded(SourceId source, Item present, Set<TargetKey> keys) {
        try {
            return apply(source, visible(present)).keys();
        } catch (TransformException unknown) {
            // The record that brought the item back will be quarantined, and what it left settled with it.
            return keys;
        }
    }
}
