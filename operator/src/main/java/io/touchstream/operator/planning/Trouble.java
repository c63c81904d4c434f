package io.touchstream.operator.planning;

import io.touchstream.protocol.SourceId;
import java.util.List;

/**
 * Tells of items that share an obstacle.
 *
 * @param cause the obstacle in words, as the first of the items met it
 * @param items how many there are
 * @param examples some of them
 */
public record Trouble(String cause, long items, List<SourceId> examples) {
    public Trouble {
        examples = List.copyOf(examples);
    }
}
