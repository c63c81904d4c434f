package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;

/** States one write to a target table, and the condition under which it may happen. */
public sealed interface GuardedWrite {
    /** Returns the item that is written. */
    TargetKey key();

    /** Returns the source item and version for which it is written. */
    Provenance provenance();

    /** Puts an item, stamped with its provenance. */
    record Put(TargetImage image, Provenance provenance, PutGuard guard) implements GuardedWrite {
        @Override
        public TargetKey key() {
            return image.key();
        }
    }

    /** Deletes an item that came from the same source item. */
    record Delete(TargetKey key, Provenance provenance, DeleteGuard guard) implements GuardedWrite {}

    /** Tells what a put may meet. */
    enum PutGuard {
        /** Nothing, or an older version from the same source item. */
        OLDER,
        /** Nothing. */
        MISSING,
        /** Nothing, as long as the ledger tells of exactly the version given: a repair of what that version had put. */
        RECORDED,
        /** Exactly the version given, from the same source item. */
        EXACTLY
    }

    /** Tells what a delete may meet. */
    enum DeleteGuard {
        /** Nothing, or an older version from the same source item. */
        OLDER,
        /** Exactly the version given, from the same source item. */
        EXACTLY
    }
}
