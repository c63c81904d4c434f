package io.touchstream.transform;

import io.touchstream.item.Item;

/** Holds one item of a source table, free of the marker and of other reserved attributes. */
public record SourceItem(String table, Item item) {}
