package io.touchstream.sync.plan;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.sync.decode.Change;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformed;
import java.util.Optional;
import java.util.Set;

/** Says what the images of one side mean to the other: sync in one direction. Safe to share between threads. */
public interface Mapping {
    /** Returns what of a change is to be carried over; nothing of one that the other direction made. */
    Optional<Change> toCarryOver(Change change);

    /** Returns what counts of an image. */
    Item visible(Item image);

    /**
     * Returns what the other side is to hold for an item.
     *
     * @param image the item, as {@link #visible} shows it
     * @throws io.touchstream.transform.TransformException when it cannot be transformed
     */
    Transformed apply(SourceId source, Item image);

    /**
     * Returns which keys of the other side a delete leaves alone.
     *
     * @param last the item's last image before it was deleted
     * @param keys the keys that the item's images yield
     * @throws io.touchstream.transform.TransformException when the item is there again, in a state that does not tell
     */
    Set<TargetKey> spared(SourceId source, Item last, Set<TargetKey> keys);
}
