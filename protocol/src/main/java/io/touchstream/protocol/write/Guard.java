package io.touchstream.protocol.write;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Decides what writes are compared with, besides the target items that they meet. Safe to share between threads. */
sealed interface Guard permits ProvenanceGuard, LedgerGuard, ReverseGuard {
    /** Returns the guard that a definition asks for. */
    static Guard of(MigrationDefinition definition, ControlTable control) {
        return switch (definition.sync().guard()) {
            case PROVENANCE -> new ProvenanceGuard();
            case LEDGER -> new LedgerGuard(new Ledger(control));
        };
    }

    /** Tells whether this guard writes down which changes were applied, so that a change's writes belong together. */
    boolean records();

    /** Returns how many writes one transaction takes. */
    int maximumTogether();

    /** Returns the write units that a put takes, indexes apart. */
    double units(GuardedWrite.Put put);

    /** Sends one write. */
    WriteResult write(TargetRequests requests, GuardedWrite write, Duration timeLeft);

    /** Sends writes of one change as one transaction. */
    List<WriteResult> writeTogether(TargetRequests requests, List<GuardedWrite> writes, Duration timeLeft);

    /** Writes down a change none of whose writes could be made, so that nothing older is applied any more. */
    void record(TargetRequests requests, Provenance change, Duration timeLeft);

    /** Returns the version that was written down last for a source item; nothing where none was. */
    Optional<Version> recorded(TargetRequests requests, SourceId source);
}
