package io.touchstream.transform;

import io.touchstream.item.Item;

/** Holds one item of a target table, free of provenance and of other reserved attributes. */
public record TargetItem(String table, Item item) {}
