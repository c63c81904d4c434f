package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import org.jspecify.annotations.Nullable;

/** What is verified as one: forward a source item, in reverse a target item. */
interface Subject {
    /** Returns the source item on which it depends. */
    SourceId source();

    /** Returns the claim that follows from the source item's image; null for an item that does not exist. */
    Claim claim(@Nullable Item sourceImage);
}
