package io.touchstream.operator.planning;

import io.touchstream.protocol.SourceId;
import java.util.List;

/**
 * Tells which source items share target keys.
 *
 * @param count how many source items meet a key that another one has; each would be quarantined
 * @param keys how many target keys are shared
 * @param listed some of them, each with both source items
 */
public record Collisions(long count, long keys, List<Collision> listed) {
    /** One target item that two source items yield. */
    public record Collision(SourceId target, SourceId source, SourceId otherSource) {}

    public Collisions {
        listed = List.copyOf(listed);
    }
}
