package io.touchstream.touch.verify;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.rules.Condition;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what the targets are to hold for a source item. Safe to share between threads. */
final class Expectations {
    private final MigrationDefinition definition;
    private final Transformation transformation;
    private final Clock clock;
    private final Tombstones tombstones;
    private volatile @Nullable Boolean heeded;

    Expectations(VerifyContext context) {
        this.tombstones = context.tombstones();
        this.definition = context.definition();
        this.transformation = context.transformation();
        this.clock = context.clock();
    }

    /** Returns what is expected for a source item with this image; null for an item that does not exist. */
    Expectation of(SourceId source, @Nullable Item image) {
        if (image == null) {
            return Expectation.NOTHING;
        }
        SourceItem visible = new SourceItem(source.table(), transformation.visible(image));
        Condition when = definition.touch().when();
        boolean excluded = when != null && !when.holds(visible.item());
        boolean expired = Expiry.hasPassed(image, sourceTimeToLive(source.table()), clock.instant());
        try {
            List<TargetImage> images = transformation
                    .apply(visible, Provenance.sizeInBytes(source))
                    .images();
            return new Expectation(images, label(visible), false, excluded, expired);
        } catch (TransformException failure) {
            return new Expectation(List.of(), label(visible), true, excluded, expired);
        }
    }

    /**
     * Tells whether the application has deleted a target item itself, while its writers move one by one.
     *
     * @param target an item that was looked for and is not there
     */
    boolean isDeletedByApplication(TargetKey target) {
        return doWritersMove() && tombstones.isThere(target);
    }

    /** Tells whether the application's writers move one by one, so that it writes the target while it is compared. */
    boolean doWritersMove() {
        Boolean known = heeded;
        if (known == null) {
            known = tombstones.areHeeded();
            heeded = known;
        }
        return known;
    }

    /** Tells whether deletes by the time-to-live service are left alone. */
    boolean ignoresServiceDeletes() {
        return new Expiry(definition, clock).ignoresServiceDeletes();
    }

    /** Tells whether an item of a target table has expired. */
    boolean hasExpired(String targetTable, @Nullable Item item) {
        return Expiry.hasPassed(item, targetTimeToLive(targetTable), clock.instant());
    }

    /** Returns the attribute that holds the time of expiry of a target table's items; null for none. */
    @Nullable
    String targetTimeToLive(String table) {
        TableDefinition target = definition.target().tables().get(table);
        return target == null ? null : target.timeToLive();
    }

    private @Nullable String sourceTimeToLive(String table) {
        TableDefinition source = definition.source().tables().get(table);
        return source == null ? null : source.timeToLive();
    }

    private @Nullable String label(SourceItem visible) {
        try {
            return transformation.label(visible);
        } catch (RuntimeException failure) {
            // A condition that cannot be evaluated has failed the transformation already; only the name is lost here.
            return null;
        }
    }
}
