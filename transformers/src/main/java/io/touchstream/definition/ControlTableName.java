package io.touchstream.definition;

/** Knows how control tables are named, in which migrations keep what they have to remember. */
public final class ControlTableName {
    /** What the names of all of them begin with; the migration's name follows. */
    public static final String PREFIX = "touchstream-";

    private ControlTableName() {}

    /** Returns the name of a migration's control table. */
    public static String of(String migration) {
        return PREFIX + migration;
    }
}
