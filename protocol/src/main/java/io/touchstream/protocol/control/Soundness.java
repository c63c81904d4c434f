package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.Direction;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers whether the stream may have lost records: if so, the migration is unsound until a fresh touch and a verify
 * that began after the loss have passed.
 */
public final class Soundness {
    private static final String PARTITION = "SOUNDNESS";
    private static final String SORT = "GAP";
    private static final String REVERSE_SORT = "GAP#REVERSE";
    private static final String REASON = "reason";
    private static final String SINCE = "since";

    private final ControlTable control;
    private final String sort;

    public Soundness(ControlTable control) {
        this(control, Direction.FORWARD);
    }

    /** Creates the memory of one direction: what the target's stream has lost says nothing of the target. */
    public Soundness(ControlTable control, Direction direction) {
        this.control = control;
        this.sort = direction == Direction.FORWARD ? SORT : REVERSE_SORT;
    }

    /** Describes why records may have been lost, and when that was last seen. */
    public record Gap(String reason, Instant since) {}

    /** Returns the gap that is not mended yet, if any. */
    public Optional<Gap> gap() {
        return control.get(PARTITION, sort).map(row -> new Gap(Rows.text(row, REASON), Rows.instant(row, SINCE)));
    }

    /** Marks the migration as unsound. A later mark replaces an earlier one. */
    public void markUnsound(String reason, Instant at) {
        control.put(PARTITION, sort, Map.of(REASON, AttributeValues.string(reason), SINCE, Rows.instant(at)));
    }

    /**
     * Declares the gap mended.
     *
     * @param touchBegan when the touch run began that was complete before the verify which passed
     * @return false where a gap was seen after that, which stays
     */
    public boolean mend(Instant touchBegan) {
        Optional<Gap> gap = gap();
        if (gap.isEmpty()) {
            return true;
        }
        if (!gap.get().since().isBefore(touchBegan)) {
            return false;
        }
        return control.delete(PARTITION, sort, SINCE, Rows.instant(gap.get().since()));
    }
}
