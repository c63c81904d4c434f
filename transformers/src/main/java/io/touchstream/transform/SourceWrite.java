package io.touchstream.transform;

import io.touchstream.item.Item;

/** States that a source table is to hold this item: the full image, key attributes included. */
public record SourceWrite(String table, Item item) {}
