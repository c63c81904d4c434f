package io.touchstream.touch.copy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.SyncDefinition.TimeToLivePolicy;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.touch.verify.Expiry;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.util.List;

/** Says what a source item yields at present, as sync would say it. Safe to share between threads. */
final class CopyTransformation {
    private final MigrationDefinition definition;
    private final Transformation transformation;
    private final Clock clock;

    CopyTransformation(MigrationDefinition definition, Transformation transformation, Clock clock) {
        this.definition = definition;
        this.transformation = transformation;
        this.clock = clock;
    }

    /**
     * Returns what an item yields: nothing, where it has expired and the definition skips such items.
     *
     * @throws io.touchstream.transform.TransformException when it cannot be transformed
     */
    List<TargetImage> images(SourceId source, Item item) {
        if (isSkipped(source, item)) {
            return List.of();
        }
        return transformation
                .apply(new SourceItem(source.table(), transformation.visible(item)), Provenance.sizeInBytes(source))
                .images();
    }

    /** Tells whether an item is left out because it has expired. */
    boolean isSkipped(SourceId source, Item item) {
        return definition.sync().timeToLive() == TimeToLivePolicy.SKIP_EXPIRED
                && definition
                        .source()
                        .shapeOf(source.table())
                        .map(TableDefinition::timeToLive)
                        .filter(timeToLive -> Expiry.hasPassed(item, timeToLive, clock.instant()))
                        .isPresent();
    }
}
