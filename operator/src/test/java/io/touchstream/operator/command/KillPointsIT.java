package io.touchstream.operator.command;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills what brings existing items over with SIGKILL at each request that other processes go by, most on both sides, while an
 * application goes on writing. Each is started again, the points in the order in which a command comes to them; in the end the
 * application's own record is the judge.
 */
class KillPointsIT {
    private static final String FAST = "touch: {maxWriteUnitsPerSecond: 100000}";
    private static final String COPY = "touch: {lane: copy, maxWriteUnitsPerSecond: 100000}";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_killedAtEachStep_losesNothing() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, FAST)) {
            stage.killAfter(
                    "run",
                    KillPoint.CONTROL_TABLE_CREATED,
                    KillPoint.OPERATOR_LOCKED,
                    KillPoint.DEFINITION_APPLIED,
                    KillPoint.SYNCHRONISING,
                    KillPoint.HISTORY_BEGUN,
                    KillPoint.SYNC_LOCKED);
            stage.kill("run", KillPoint.TARGET_CREATED, KillPoint.STREAM_ENABLED);
            stage.killAfter(
                    "run",
                    KillPoint.TOUCHING,
                    KillPoint.EPOCH_GIVEN,
                    KillPoint.CANARY_SENT,
                    KillPoint.CANARY_SEEN,
                    KillPoint.RUN_BEGUN,
                    KillPoint.RATE_SET);
            stage.kill("run", KillPoint.ITEM_TOUCHED, KillPoint.SEGMENT_SAVED, KillPoint.RUN_ENDED);
            stage.killAfter("run", KillPoint.SYNCHRONISED, KillPoint.HISTORY_ENDED);

            stage.stopSelling();
            stage.complete("run");
            stage.judge();
        }
    }

    @Test
    void run_inTheCopyLane_killedAtEachStepOfACopy_losesNothing() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, COPY)) {
            stage.kill("run", KillPoint.COPIES_NOTED, KillPoint.ITEM_COPIED, KillPoint.COPIES_CHECKED);

            stage.stopSelling();
            stage.complete("run");
            stage.judge();
        }
    }
}
