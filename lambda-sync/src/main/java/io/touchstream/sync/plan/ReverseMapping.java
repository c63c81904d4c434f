package io.touchstream.sync.plan;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.sync.decode.Change;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Maps target items to source items. Images keep their provenance, which tells the source item where the item itself does not.
 *
 * <p>A record of a delete does not say who deleted. While both directions are on, an item with provenance that went without a
 * tombstone was deleted by forward sync. Otherwise deletes are the application's, but for those that the stream still
 * holds from before the switch: hence an item that is there again keeps what it yields. The record that brought it back
 * comes later, and settles it.
 *
 * <p>Nor does a changed provenance always say that forward sync wrote: an application that moves an item by reading and putting it
 * copies the provenance along. Once forward sync is off, its record is the application's; where the record's time leaves that open, what
 * is there now tells. Where that is something else already, only what the item took the place of is still to be taken away.
 */
public final class ReverseMapping implements Mapping {
    /**
     * How much earlier than it was made a record may say it was, as DynamoDB Local knows minutes only; and how far clocks may
     * disagree.
     */
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private final MigrationDefinition definition;
    private final ReverseTransformation transformation;
    private final Function<TargetKey, Optional<Item>> reads;
    private final BooleanSupplier gradual;
    private final Predicate<TargetKey> tombstones;
    private final WritersMoves moves;

    /**
     * Creates a mapping.
     *
     * @param reads reads items of either side, consistently
     * @param gradual tells whether forward sync is on as well
     * @param tombstones tells whether the application has left a tombstone for a target item
     * @param moves tells since when the application writes the target
     */
    public ReverseMapping(
            MigrationDefinition definition,
            ReverseTransformation transformation,
            Function<TargetKey, Optional<Item>> reads,
            BooleanSupplier gradual,
            Predicate<TargetKey> tombstones,
            WritersMoves moves) {
        this.definition = definition;
        this.transformation = transformation;
        this.reads = reads;
        this.gradual = gradual;
        this.tombstones = tombstones;
        this.moves = moves;
    }

    @Override
    public Optional<Change> toCarryOver(Change change) {
        if (!Direction.REVERSE.isEcho(definition, change.before(), change.after())) {
            return Optional.of(change);
        }
        // While forward sync is on, its write may be late, and would be taken for the application's.
        if (!isSinceTheSwitch(change) || gradual.getAsBoolean()) {
            return Optional.empty();
        }
        if (isAfterForwardSync(change) || isTheApplications(change)) {
            return Optional.of(change);
        }
        return displaces(change) ? Optional.of(change.withoutAfter()) : Optional.empty();
    }

    /** A record is never later than its change: what it says to be after the end of forward sync is, as far as clocks agree. */
    private boolean isAfterForwardSync(Change change) {
        Instant at = change.at();
        return at != null
                && moves.ended().filter(end -> at.isAfter(end.plus(PRECISION))).isPresent();
    }

    private boolean isSinceTheSwitch(Change change) {
        return moves.begun()
                .filter(since ->
                        change.at() == null || change.at().plus(PRECISION).isAfter(since))
                .isPresent();
    }

    /**
     * INVARIANT 8: forward sync, once it is off, has left no item that its source item, as long as it is what it was then, does not
     * yield. An item that is no longer what the change made of it is the matter of a later change.
     */
    private boolean isTheApplications(Change change) {
        Optional<Provenance> stamp = Direction.REVERSE.stamp(definition, change.after());
        boolean isThere = read(change.source())
                .filter(item -> Direction.REVERSE.stamp(definition, item).equals(stamp))
                .isPresent();
        return isThere && !isAsForwardSyncLeftIt(change, stamp.orElseThrow().source());
    }

    private boolean isAsForwardSyncLeftIt(Change change, SourceId source) {
        return read(source)
                .filter(item -> transformation
                        .ownership()
                        .yieldedBefore(source.table(), item, change.source())
                        .equals(Optional.ofNullable(change.after())
                                .map(image -> image.withoutMatching(ReservedAttributes::isReserved))))
                .isPresent();
    }

    /** Tells whether a change put the item of one source item in the place of another's, or of the application's own. */
    private boolean displaces(Change change) {
        return change.before() != null && !origin(change.before()).equals(origin(change.after()));
    }

    private Optional<SourceId> origin(@Nullable Item image) {
        return Direction.REVERSE.stamp(definition, image).map(Provenance::source);
    }

    private Optional<Item> read(SourceId id) {
        return reads.apply(new TargetKey(id.table(), id.key()));
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
        boolean stamped = Direction.REVERSE.stamp(definition, last).isPresent();
        if (stamped && gradual.getAsBoolean() && !tombstones.test(new TargetKey(source.table(), source.key()))) {
            return keys;
        }
        Optional<Item> present = read(source);
        // What cannot be undone does not say whose it is: the delete is quarantined, and made once something says so.
        return present.map(item -> apply(source, visible(item)).keys()).orElse(Set.of());
    }
}
