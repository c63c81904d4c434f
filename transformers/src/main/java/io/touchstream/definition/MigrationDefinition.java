package io.touchstream.definition;

import org.jspecify.annotations.Nullable;

/**
 * Holds a migration's definition as its file states it.
 *
 * @param name the migration's name, part of the names of what is created for it
 * @param source the tables to migrate from
 * @param target the tables to migrate to
 * @param transform how a source item becomes target items
 * @param touch how existing items are sent through the stream
 * @param sync how changes are applied
 * @param inPlace what is stated of a migration within one table; null where source and target differ
 * @param checksum SHA-256 of the definition's meaning, in hexadecimal: comments and layout do not count
 */
public record MigrationDefinition(
        String name,
        SourceDefinition source,
        TargetDefinition target,
        TransformDefinition transform,
        TouchDefinition touch,
        SyncDefinition sync,
        @Nullable InPlaceDefinition inPlace,
        String checksum) {}
