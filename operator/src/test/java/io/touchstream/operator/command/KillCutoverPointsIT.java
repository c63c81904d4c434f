package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills what comes after the existing items in the same way as {@link KillPointsIT}: repairs, the cut-over, both ends. */
class KillCutoverPointsIT {
    private static final String FAST = "touch: {maxWriteUnitsPerSecond: 100000}";
    private static final String CUTOVER_WRITES = "cutover writes --writers-stopped --window 1s";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void verifyAndRepair_killedAtEachStep_mendWhenTheyAreRunAgain() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, FAST)) {
            stage.follow();

            stage.kill(
                    "verify --repair --settle 1",
                    stage::damage,
                    KillPoint.DIFFERENCE_FOUND,
                    KillPoint.REPAIR_TOUCHED,
                    KillPoint.GHOST_DELETED);

            stage.execute("verify --repair --settle 1");
            stage.stopSelling();
            stage.complete("verify --settle 3");
            stage.judge();
        }
    }

    @Test
    void cutover_killedAtEachStepAndTakenBack_losesNothing() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, FAST)) {
            stage.follow();

            stage.stopSelling();
            stage.killAfter("verify --settle 3", KillPoint.VERIFIED);
            stage.sell();
            stage.killAfter("cutover reads", KillPoint.READING_TARGET);
            stage.stopSelling();
            stage.kill(CUTOVER_WRITES, KillPoint.FENCED);
            stage.killAfter(CUTOVER_WRITES, KillPoint.DETAIL_CHANGED, KillPoint.SYNC_SWITCHED);
            stage.killAfter("rollback", KillPoint.SYNC_SWITCHED, KillPoint.DETAIL_CHANGED, KillPoint.READING_TARGET);
            stage.kill(CUTOVER_WRITES, KillPoint.WRITING_TARGET);
            stage.killAfter(CUTOVER_WRITES, KillPoint.DETAIL_CHANGED);
            stage.complete(CUTOVER_WRITES);
            stage.judge();

            String complete = "complete --unused --no-backup --confirm " + stage.shop.source;
            stage.kill(complete, KillPoint.SOURCE_DELETED, KillPoint.COMPLETED);
            stage.complete(complete);
            stage.judgeTarget();
            assertThat(stage.shop.hasTable(stage.shop.source)).isFalse();
        }
    }

    @Test
    void cutover_thatSynchronisesItself_killedWhenItSwitchesSync_losesNothing()
            throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, FAST)) {
            stage.complete("run");
            stage.stopSelling();
            stage.complete("run");
            stage.complete("verify --settle 3");
            stage.complete("cutover reads");

            stage.kill(CUTOVER_WRITES, KillPoint.SWITCH_ANSWERED);

            stage.complete(CUTOVER_WRITES);
            stage.judge();
        }
    }

    @Test
    void rollback_killedAtEachStepOfGivingUp_leavesTheSourceAsItWas() throws IOException, InterruptedException {
        try (KillStage stage = KillStage.open(folder, FAST)) {
            stage.complete("run");
            String rollback = "rollback --untouch --delete-target --confirm " + stage.shop.target;

            stage.killAfter(
                    rollback,
                    KillPoint.CANCELLED,
                    KillPoint.RUN_BEGUN,
                    KillPoint.ITEM_UNTOUCHED,
                    KillPoint.SEGMENT_SAVED,
                    KillPoint.RUN_ENDED,
                    KillPoint.TARGET_TABLE_DELETED);

            stage.complete(rollback);
            stage.stopSelling();
            stage.judgeSource();
            assertThat(stage.shop.touched()).isZero();
            assertThat(stage.shop.hasTable(stage.shop.target)).isFalse();
        }
    }
}
