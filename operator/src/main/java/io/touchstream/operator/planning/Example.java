package io.touchstream.operator.planning;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetImage;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Shows on one item what the transformation does.
 *
 * @param source the source item
 * @param before the source item's content
 * @param images what it yields
 */
public record Example(SourceId source, Item before, List<TargetImage> images) {
    public Example {
        images = List.copyOf(images);
    }

    /** Names the attributes that an image has and the source item lacks. */
    public SortedSet<String> added(TargetImage image) {
        SortedSet<String> names = new TreeSet<>(image.item().attributes().keySet());
        names.removeAll(before.attributes().keySet());
        return names;
    }

    /** Names the attributes that the source item has and an image lacks. */
    public SortedSet<String> removed(TargetImage image) {
        SortedSet<String> names = new TreeSet<>(before.attributes().keySet());
        names.removeAll(image.item().attributes().keySet());
        return names;
    }

    /** Names the attributes whose values differ. */
    public SortedSet<String> changed(TargetImage image) {
        SortedSet<String> names = new TreeSet<>(before.differingAttributes(image.item()));
        names.removeAll(added(image));
        names.removeAll(removed(image));
        return names;
    }
}
