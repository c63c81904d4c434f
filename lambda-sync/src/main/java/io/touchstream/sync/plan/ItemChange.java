package io.touchstream.sync.plan;

import io.touchstream.item.Item;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a batch says of one source item: its records folded into one change.
 *
 * @param source the source item
 * @param version the last record's version
 * @param firstPosition the first record's place in the batch
 * @param earlier every image before the last one, without the marker, in order and without repetition
 * @param after the last image, without the marker; null where the item is gone
 * @param guard what the change's puts may meet: after changes something older, after mere touches nothing
 * @param canaries the canary tokens among the records
 */
public record ItemChange(
        SourceId source,
        Version version,
        int firstPosition,
        List<Item> earlier,
        @Nullable Item after,
        PutGuard guard,
        Set<RunToken> canaries) {
    public ItemChange {
        earlier = List.copyOf(earlier);
        canaries = Set.copyOf(canaries);
    }
}
