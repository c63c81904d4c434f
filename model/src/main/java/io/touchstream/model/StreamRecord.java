package io.touchstream.model;

/** One change of one item, as its table's stream tells it. */
record StreamRecord(int slot, int version, Cell before, Cell after) {}
