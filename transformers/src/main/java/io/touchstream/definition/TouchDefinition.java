package io.touchstream.definition;

import io.touchstream.rules.Condition;
import org.jspecify.annotations.Nullable;

/**
 * States how existing items are sent through the stream.
 *
 * @param marker the name of the attribute that the touch writes on source items
 * @param when which items are to be touched; null for all
 * @param maxWriteUnitsPerSecond the most write capacity units that the job may consume a second, over all segments; 0 for no limit of its own
 * @param lane whether items are touched, or copied because the source must not be written
 */
public record TouchDefinition(String marker, @Nullable Condition when, int maxWriteUnitsPerSecond, Lane lane) {
    /** The marker attribute's name where the file gives none. */
    public static final String DEFAULT_MARKER = "migrate";

    /** Tells how an existing item reaches the target. */
    public enum Lane {
        /** The marker is written on it, and its change flows through the stream. */
        TOUCH,
        /** It is read and put where absent, and the source is never written. */
        COPY
    }
}
