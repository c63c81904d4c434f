package io.touchstream.touch.mark;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.touch.copy.ItemRepair;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.SourceRepair;
import java.time.Instant;

/**
 * Repairs items through the definition's lane: by a touch, or by the copy lane where the source must not be written or an
 * item has no room for the marker. Safe to share between threads.
 */
public final class LaneRepair implements SourceRepair {
    private final Lane lane;
    private final Toucher toucher;
    private final ItemRepair copies;

    public LaneRepair(Lane lane, Toucher toucher, ItemRepair copies) {
        this.lane = lane;
        this.toucher = toucher;
        this.copies = copies;
    }

    @Override
    public Outcome repair(SourceId source, RunToken token, Instant deadline) throws OutOfTimeException {
        if (lane == Lane.COPY) {
            return copies.repair(source, deadline);
        }
        return switch (toucher.touchOne(source.table(), source.key(), token)) {
            case TOUCHED -> Outcome.TOUCHED;
            case GONE -> Outcome.GONE;
            case TOO_LARGE -> copies.repair(source, deadline);
        };
    }
}
