package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of one guarded write.
 *
 * @param outcome what happened
 * @param found the provenance of the item that refused the write; null where there was none
 */
public record WriteResult(Outcome outcome, @Nullable Provenance found) {
    /** Names what can become of a guarded write. */
    public enum Outcome {
        /** The item was written as asked. */
        WRITTEN,
        /** The item is gone, or was never there. */
        DELETED,
        /** A put of what is missing met what the same source item wrote before; nothing was altered. */
        PRESENT,
        /** The same source item has this version or a later one there already. */
        STALE,
        /** The item has no provenance: it is the application's. */
        APPLICATION_OWNED,
        /** The item came from another source item. */
        OTHER_SOURCE,
        /** Nothing was wrong with this write, but the transaction that it was part of was cancelled. */
        CANCELLED
    }

    static WriteResult of(Outcome outcome) {
        return new WriteResult(outcome, null);
    }

    /** Tells whether a later version from the same source item was found. */
    public boolean supersedes(Version version) {
        return outcome == Outcome.STALE && found != null && found.version().compareTo(version) > 0;
    }

    /** Returns the provenance that was found on the item, if any. */
    public Optional<Provenance> foundProvenance() {
        return Optional.ofNullable(found);
    }
}
