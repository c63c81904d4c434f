package io.touchstream.touch.copy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Expiry;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.util.List;

/** Says what a source item yields at present, as sync would say it. Safe to share between threads. */
final class CopyTransformation {
    private final Transformation transformation;
    private final Expiry expiry;

    CopyTransformation(MigrationDefinition definition, Transformation transformation, Clock clock) {
        this.transformation = transformation;
        this.expiry = new Expiry(definition, clock);
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
        return expiry.isSkipped(source.table(), item);
    }
}
