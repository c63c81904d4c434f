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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Maps target items to source items. Images keep their provenance, which tells the source item where the item itself does not.
 *
 * <p>A record of a delete does not say who deleted. While both directions are on, an item with provenance that went without a
 * tombstone was deleted by forward sync. Otherwise deletes are the application's, but for those that the stream still
 * holds from before the switch: hence an item that is there again keeps what it yields. The record that brought it back
 * comes later, and settles it.
 *
 * <p>Nor does a changed provenance always say that forward sync wrote: an application that moves an item by reading and putting it
 * copies the provenance along. Once the application writes the target, what is there now tells which it was.
 */
public final class ReverseMapping implements Mapping {
    /** How much earlier than it was made a record may say it was. DynamoDB Local knows minutes only. */
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private final MigrationDefinition definition;
    private final ReverseTransformation transformation;
    private final Function<TargetKey, Optional<Item>> reads;
    private final BooleanSupplier gradual;
    private final Predicate<TargetKey> tombstones;
    private final Supplier<Optional<Instant>> switched;

    /**
     * Creates a mapping.
     *
     * @param reads reads items of either side, consistently
     * @param gradual tells whether forward sync is on as well
     * @param tombstones tells whether the application has left a tombstone for a target item
     * @param switched tells since when the application writes the target; nothing before that
     */
    public ReverseMapping(
            MigrationDefinition definition,
            ReverseTransformation transformation,
            Function<TargetKey, Optional<Item>> reads,
            BooleanSupplier gradual,
            Predicate<TargetKey> tombstones,
            Supplier<Optional<Instant>> switched) {
        this.definition = definition;
        this.transformation = transformation;
        this.reads = reads;
        this.gradual = gradual;
        this.tombstones = tombstones;
        this.switched = switched;
    }

    @Override
    public boolean isEcho(Change change) {
        return Direction.REVERSE.isEcho(definition, change.before(), change.after())
                && !(isSinceTheSwitch(change) && isTheApplications(change));
    }

    private boolean isSinceTheSwitch(Change change) {
        return switched.get()
                .filter(since ->
                        change.at() == null || change.at().plus(PRECISION).isAfter(since))
                .isPresent();
    }

    /**
     * INVARIANT 8: forward sync, once it is off, has left no item whose source item stands for another one or is gone. While it is
     * on, its write may be late, and would be taken for the application's.
     */
    private boolean isTheApplications(Change change) {
        if (gradual.getAsBoolean()) {
            return false;
        }
        Optional<Provenance> stamp = Direction.REVERSE.stamp(definition, change.after());
        boolean standing = stamp.map(Provenance::source)
                .filter(source -> reads.apply(new TargetKey(source.table(), source.key()))
                        .filter(item -> transformation.ownership().isOf(source.table(), item, change.source()))
                        .isPresent())
                .isPresent();
        return !standing
                && reads.apply(new TargetKey(
                                change.source().table(), change.source().key()))
                        .filter(item ->
                                Direction.REVERSE.stamp(definition, item).equals(stamp))
                        .isPresent();
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
