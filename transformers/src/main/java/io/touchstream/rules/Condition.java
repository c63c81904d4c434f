package io.touchstream.rules;

import io.touchstream.item.Item;
import java.util.Set;

/** Decides whether an item is meant. Pure and safe to share between threads. */
public interface Condition {
    /** Tells whether the item meets the condition. */
    boolean holds(Item item);

    /** Returns the names of the top-level attributes on which the answer depends. */
    Set<String> attributes();
}
