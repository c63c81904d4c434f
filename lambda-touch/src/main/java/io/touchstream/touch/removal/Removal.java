package io.touchstream.touch.removal;

import io.touchstream.item.ItemKey;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Removes one attribute from single items. Safe to share between threads. */
public interface Removal {
    /**
     * Says what became of it, and which write capacity units it consumed.
     *
     * @param done false where the item is gone, or carries something else by now
     */
    record Removed(boolean done, double units) {}

    /** Returns the attribute's name. */
    String attribute();

    /** Returns what the items are counted as from which it was removed. */
    String counted();

    /** Tells whether a value under that name is the migration's own. What is not is left alone. */
    boolean isOurs(AttributeValue value);

    /**
     * Removes it from one item, with one request.
     *
     * @param seen the value that was found
     */
    Removed remove(String table, ItemKey key, AttributeValue seen, Duration timeLeft);
}
