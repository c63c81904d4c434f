package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.operator.planning.Inspection.Marker;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.rules.Condition;
import io.touchstream.touch.inplace.Forward;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Applies the transformation to source items as sync would, and looks at what else matters. Safe to share between threads. */
final class Inspector {
    private static final String NO_LABEL = "no rule could be chosen";

    private final Transformation transformation;
    private final String marker;
    private final Condition touched;
    private final @Nullable Forward inPlace;
    private final AttributeValue token = AttributeValues.string(
            RunToken.draw(RunToken.Kind.TOUCH, new SecureRandom()).text());

    Inspector(MigrationDefinition definition, Transformation transformation) {
        this.transformation = transformation;
        this.marker = definition.touch().marker();
        Condition when = definition.touch().when();
        this.touched = when == null ? Everything.INSTANCE : when;
        this.inPlace = definition.inPlace() == null ? null : new Forward(definition, transformation);
    }

    Inspection inspect(SourceId source, Item image) {
        Item before = transformation.visible(image);
        SourceItem visible = new SourceItem(source.table(), before);
        int size = image.sizeInBytes();
        boolean excluded = !touched.holds(before);
        try {
            if (inPlace != null) {
                // It refuses what cannot be changed in place, such as what the rules would change again.
                excluded = inPlace.of(source, image).isEmpty();
            }
            List<TargetImage> images = transformation
                    .apply(visible, Provenance.sizeInBytes(source))
                    .images();
            return new Inspection(source, before, size, images, label(visible), null, markerOf(image, size), excluded);
        } catch (TransformException failure) {
            String cause = String.valueOf(failure.getMessage());
            return new Inspection(
                    source, before, size, List.of(), label(visible), cause, markerOf(image, size), excluded);
        }
    }

    /** Returns how many bytes an item grows by when it is touched. */
    int markerBytes() {
        return Item.empty().with(marker, token).sizeInBytes();
    }

    private Marker markerOf(Item image, int size) {
        if (inPlace != null) {
            return Marker.ABSENT;
        }
        AttributeValue found = image.attributes().get(marker);
        if (found == null) {
            return size + markerBytes() > Item.MAXIMUM_SIZE_IN_BYTES ? Marker.NO_ROOM : Marker.ABSENT;
        }
        return RunToken.parse(found.s()).isPresent() ? Marker.OURS : Marker.FOREIGN;
    }

    private String label(SourceItem visible) {
        try {
            return transformation.label(visible);
        } catch (RuntimeException failure) {
            // A condition that cannot be evaluated has failed the transformation already; only the name is lost here.
            return NO_LABEL;
        }
    }

    /** Holds for every item. */
    private enum Everything implements Condition {
        INSTANCE;

        @Override
        public boolean holds(Item item) {
            return true;
        }

        @Override
        public Set<String> attributes() {
            return Set.of();
        }
    }
}
