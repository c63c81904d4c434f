package io.touchstream.operator.finish;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how a migration is to be completed.
 *
 * @param window for how long nobody may have read or written the source, in whole minutes
 * @param unused the operator's word that nobody does, where that cannot be measured
 * @param compared whether the source is compared with the target first, where what is written there flows back
 * @param backup whether the source is backed up first
 * @param exportTo where the source is exported to as well; null for nowhere
 * @param keepSource whether the source stays, without the marker, instead of being deleted
 */
public record CompletionSettings(
        Duration window,
        boolean unused,
        boolean compared,
        boolean backup,
        @Nullable ExportTarget exportTo,
        boolean keepSource) {}
