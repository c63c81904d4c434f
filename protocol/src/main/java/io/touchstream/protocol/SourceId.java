package io.touchstream.protocol;

import io.touchstream.item.Escapes;
import io.touchstream.item.ItemKey;

/**
 * Names one item of one source table, as canonical text: {@code table/key}.
 *
 * <p>The text holds the key's values, so it belongs into tables and reports that the operator asks for, never into logs.
 * {@code toString} does not show it.
 */
public record SourceId(String text) {
    public SourceId {
        if (text.indexOf('/') <= 0) {
            throw new IllegalArgumentException("not a source item's name");
        }
    }

    /** Returns the name of the item with this key. */
    public static SourceId of(String table, ItemKey key) {
        return new SourceId(Escapes.escape(table) + "/" + key.text());
    }

    /** Names a stream event that names no item itself, so that it can be kept; it has no {@link #key()}. */
    public static SourceId ofEvent(String eventId) {
        return new SourceId("event/" + Escapes.escape(eventId));
    }

    /** Returns the source table. */
    public String table() {
        return Escapes.unescape(text.substring(0, text.indexOf('/')));
    }

    /** Returns the item's key. */
    public ItemKey key() {
        return ItemKey.parse(text.substring(text.indexOf('/') + 1));
    }

    @Override
    public String toString() {
        return "SourceId[" + table() + "]";
    }
}
