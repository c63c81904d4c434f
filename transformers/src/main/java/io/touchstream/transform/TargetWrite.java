package io.touchstream.transform;

import io.touchstream.item.Item;

/** States that a target table is to hold this item: the full image, key attributes included. */
public record TargetWrite(String table, Item item) {}
