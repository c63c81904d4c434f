package io.touchstream.transformation;

import io.touchstream.item.ItemKey;

/** Names one item of one target table. */
public record TargetKey(String table, ItemKey key) {}
