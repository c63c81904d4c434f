package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import java.util.Optional;

/** Says how items are to be changed. Safe to share between threads. */
@FunctionalInterface
public interface Alterations {
    /**
     * Returns how an item is to be changed; nothing where it is as it should be.
     *
     * @param image the whole item
     * @throws io.touchstream.transform.TransformException when it cannot be
     */
    Optional<Alteration> of(SourceId source, Item image);
}
