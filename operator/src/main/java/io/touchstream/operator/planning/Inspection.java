package io.touchstream.operator.planning;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what would become of one source item.
 *
 * @param source the item's name
 * @param before the item as the transformation sees it
 * @param sizeInBytes the whole item's size
 * @param images what it yields; nothing where it is dropped or fails
 * @param label which rule decides about it
 * @param failure why it cannot be transformed; null where it can
 * @param marker what it holds under the marker's name; in place, under the version attribute's
 * @param excluded whether it is not to be touched; in place, whether it is as it should be
 */
record Inspection(
        SourceId source,
        Item before,
        int sizeInBytes,
        List<TargetImage> images,
        String label,
        @Nullable String failure,
        Marker marker,
        boolean excluded) {
    /** Tells what an item holds under the marker's name. */
    enum Marker {
        /** Nothing, and it has room for it. */
        ABSENT,
        /** A token of ours. */
        OURS,
        /** Something of the application's. */
        FOREIGN,
        /** Nothing, and with it the item would be too large. */
        NO_ROOM
    }

    boolean dropped() {
        return failure == null && images.isEmpty();
    }
}
