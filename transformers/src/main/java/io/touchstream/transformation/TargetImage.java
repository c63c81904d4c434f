package io.touchstream.transformation;

import io.touchstream.item.Item;

/** Holds a target write that has passed the checks: its key is valid and its size allowed. */
public record TargetImage(TargetKey key, Item item) {}
