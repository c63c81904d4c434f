package io.touchstream.definition;

import io.touchstream.item.KeySchema;

/** Describes a secondary index: its key and what it projects. */
public record IndexDefinition(KeySchema key, Projection projection) {}
