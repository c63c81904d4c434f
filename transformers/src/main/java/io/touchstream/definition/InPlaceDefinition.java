package io.touchstream.definition;

/**
 * States that a table is changed in place: its items become what the rules yield, under their own keys, and nothing is
 * synchronised.
 *
 * @param versionAttribute the name of the attribute that tells a migrated item: it holds the migration's name
 */
public record InPlaceDefinition(String versionAttribute) {
    /** The version attribute's name where the file gives none. */
    public static final String DEFAULT_VERSION_ATTRIBUTE = "schemaVersion";
}
