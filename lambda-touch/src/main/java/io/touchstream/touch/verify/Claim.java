package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.transformation.TargetKey;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** States what the targets have to look like while the source item has one certain image. */
interface Claim {
    /** Returns the target items on which the verdict depends. */
    Set<TargetKey> targets();

    /**
     * Compares the claim with what the targets hold.
     *
     * @param found the items under {@link #targets()} that exist
     * @param entry the open quarantine entry of the source item; null for none
     */
    Verdict judge(Map<TargetKey, Item> found, @Nullable QuarantineEntry entry);
}
