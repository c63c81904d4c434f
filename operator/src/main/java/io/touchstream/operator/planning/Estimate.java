package io.touchstream.operator.planning;

import java.math.BigDecimal;
import java.util.List;

/**
 * Says what a migration would take.
 *
 * @param items how many items the source tables hold
 * @param sourceBytes their size, in bytes
 * @param targetItems how many items the target tables would hold
 * @param targetBytes their size, in bytes
 * @param unitsPerSecond the write units a second for which the times hold
 * @param lanes the ways to migrate existing items, the definition's own first
 * @param verifyReadUnits the read units of one verify, both directions
 * @param verifyMoney what one verify costs
 * @param storageMoneyPerMonth what the target's storage costs in a month
 * @param recoveryMoneyPerMonth what point-in-time recovery of the target costs in a month
 * @param backupMoneyPerMonth what one backup of the source costs in a month
 * @param prices the prices for which that holds
 */
public record Estimate(
        long items,
        long sourceBytes,
        long targetItems,
        long targetBytes,
        long unitsPerSecond,
        List<LaneEstimate> lanes,
        long verifyReadUnits,
        BigDecimal verifyMoney,
        BigDecimal storageMoneyPerMonth,
        BigDecimal recoveryMoneyPerMonth,
        BigDecimal backupMoneyPerMonth,
        Prices prices) {
    public Estimate {
        lanes = List.copyOf(lanes);
    }
}
