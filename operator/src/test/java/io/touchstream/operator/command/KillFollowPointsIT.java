package io.touchstream.operator.command;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills sync at what it writes, under both guards, in the same way as {@link KillPointsIT}. */
class KillFollowPointsIT {
    private static final String FAST = "touch: {maxWriteUnitsPerSecond: 100000}";
    private static final String LEDGER = "sync: {guard: ledger}\n" + FAST;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void follow_killedAtEachWriteOfSync_losesNothing() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, FAST)) {
            stage.kill(
                    "run --follow",
                    KillPoint.TARGET_PUT,
                    KillPoint.ITEM_MOVED,
                    KillPoint.TARGET_DELETED,
                    KillPoint.CHECKPOINT_SAVED);
            stage.killAfter("run --follow", KillPoint.HEARTBEAT_SENT);
            stage.kill("run --follow", stage::poison, KillPoint.QUARANTINE_RAISED, KillPoint.ITEM_QUARANTINED);
            stage.kill("run --follow", stage::mend, KillPoint.QUARANTINE_SETTLED);

            stage.stopSelling();
            stage.complete("run");
            stage.judge();
        }
    }

    @Test
    void follow_withTheLedger_killedAtEachWriteOfSync_losesNothing() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, LEDGER)) {
            stage.kill("run --follow", KillPoint.LEDGER_PUT, KillPoint.ITEM_MOVED, KillPoint.LEDGER_DELETED);

            stage.stopSelling();
            stage.complete("run");
            stage.judge();
        }
    }
}
