package io.touchstream.operator.planning;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Says what one way of migrating existing items would take.
 *
 * @param lane touch or copy, or in-place
 * @param guard provenance or ledger; in place, the conditions of the updates
 * @param sourceWriteUnits write units on the source, its indexes included
 * @param targetWriteUnits write units on the target, its indexes included
 * @param controlWriteUnits write units on the control table
 * @param readUnits read units, on all tables
 * @param time how long it takes at the rate, at least
 * @param money what the units cost
 */
public record LaneEstimate(
        String lane,
        String guard,
        long sourceWriteUnits,
        long targetWriteUnits,
        long controlWriteUnits,
        long readUnits,
        Duration time,
        BigDecimal money) {}
