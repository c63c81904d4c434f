package io.touchstream.sync.decode;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Describes one change of one source item, as its stream record states it.
 *
 * @param position the record's place in its batch, from 0
 * @param source the source item
 * @param version the change's version
 * @param before the image before; null where the item was not there
 * @param after the image after; null where the item is gone
 * @param at when the change was made, to the nearest second or so; null where the record does not say
 * @param serviceDelete whether the time-to-live service deleted the item
 */
public record Change(
        int position,
        SourceId source,
        Version version,
        @Nullable Item before,
        @Nullable Item after,
        @Nullable Instant at,
        boolean serviceDelete) {
    /** Returns the change that takes away what was there before, and brings nothing. */
    public Change withoutAfter() {
        return new Change(position, source, version, before, null, at, serviceDelete);
    }
}
