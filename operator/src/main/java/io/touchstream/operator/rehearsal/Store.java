package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where the application keeps its items, which it knows in the source's form. */
interface Store {
    /** Tells whether an item can be kept there. */
    boolean holds(Item item);

    /**
     * Writes an item.
     *
     * @param before as it was; null where it is new
     */
    void put(@Nullable Item before, Item item);

    /**
     * Sets one attribute of an item, and leaves the others, those that are not the application's among them, as they are.
     *
     * @param item with that attribute as it was
     */
    void set(Item item, String attribute, AttributeValue value);

    /** Deletes an item. */
    void delete(Item item);
}
