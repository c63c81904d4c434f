package io.touchstream.operator.service;

import java.util.Optional;

/** Makes on-demand backups and exports of tables, and says how they stand. */
public interface Backups {
    /** Names the states of a backup or an export. */
    enum State {
        /** Not usable yet. */
        UNDER_WAY,
        /** There, whole. */
        AVAILABLE,
        /** Failed, or gone. */
        UNUSABLE
    }

    /** Returns the ARN of a table's backup of that name, the latest where there are several; whatever its state. */
    Optional<String> find(String table, String name);

    /** Begins a backup and returns its ARN. */
    String create(String table, String name);

    /** Returns how a backup stands. */
    State state(String backupArn);

    /**
     * Begins an export of a table, as it is now, to a bucket, and returns the export's ARN. Needs point-in-time recovery.
     *
     * @param prefix below which the export is laid; empty for none
     * @param token makes asking again harmless, for eight hours
     */
    String export(String table, String bucket, String prefix, String token);

    /** Returns how an export stands. */
    State exportState(String exportArn);
}
