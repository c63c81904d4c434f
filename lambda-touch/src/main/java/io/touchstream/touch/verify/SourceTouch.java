package io.touchstream.touch.verify;

import io.touchstream.item.ItemKey;
import io.touchstream.protocol.RunToken;

/** Touches one source item. */
@FunctionalInterface
public interface SourceTouch {
    /** Writes the marker on an item, where it exists; tells whether it did. */
    boolean touch(String table, ItemKey key, RunToken token);
}
