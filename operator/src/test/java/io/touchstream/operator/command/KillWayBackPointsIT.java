package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.cutover.LiveShop;
import io.touchstream.operator.cutover.LiveShop.Side;
import io.touchstream.operator.cutover.ShopItem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Kills what comes once the application writes the target, in the same way as {@link KillPointsIT}: reverse sync, the second
 * cut-over, and the writers' move one by one.
 */
class KillWayBackPointsIT {
    private static final String CUTOVER_WRITES = "cutover writes --writers-stopped --window 1s";
    private static final String ROLLBACK = "rollback --writers-stopped --window 1s";
    private static final String FINISH = "cutover writes --finish --window 1s";

    private final Killing stage;
    private final DynamoDbClient client;
    private final LiveShop live;

    KillWayBackPointsIT(@TempDir Path folder) {
        BookShop shop = new BookShop(folder);
        stage = new Killing(folder, shop);
        client = shop.interceptedClient();
        live = new LiveShop(client, shop.source, shop.target);
    }

    @BeforeEach
    void readTheTarget() throws IOException, InterruptedException {
        stage.shop.openWith(ShopItem.RULES);
        live.stock();
        live.open();
        stage.follow();
        stage.complete("verify --settle 1");
        stage.complete("cutover reads");
        live.readFrom(Side.TARGET);
    }

    @AfterEach
    void close() {
        stage.close();
        client.close();
    }

    @Test
    void reverseSync_killedAtEachWrite_losesNothing() throws IOException, InterruptedException {
        writeTheTarget();
        stage.unfollow();

        stage.kill("run --follow", KillPoint.SOURCE_PUT, KillPoint.SOURCE_ITEM_DELETED, KillPoint.CHECKPOINT_SAVED);
        stage.killAfter("run --follow", KillPoint.HEARTBEAT_SENT);

        stage.follow();
        live.writeTo(Side.NOWHERE);
        awaitFlownBack();
        live.writeTo(Side.TARGET);
        live.close();
        assertThat(live.inTarget()).isEqualTo(live.record());
    }

    @Test
    void rollback_killedAtEachStep_bringsTheWritersBack() throws IOException, InterruptedException {
        writeTheTarget();
        live.awaitWrites(40);
        live.writeTo(Side.NOWHERE);

        stage.killAfter(ROLLBACK, KillPoint.DETAIL_CHANGED, KillPoint.SYNC_SWITCHED);
        stage.kill(ROLLBACK, KillPoint.REVERSED);
        stage.killAfter(ROLLBACK, KillPoint.DETAIL_CHANGED);
        // All was done when it was killed: another one may not give the migration up.
        assertThat(stage.execute(ROLLBACK).status()).isEqualTo(2);

        assertThat(live.inSource()).isEqualTo(live.record());
        live.readFrom(Side.SOURCE);
        live.writeTo(Side.SOURCE);
        live.awaitWrites(20);
        live.close();
        assertThat(live.inSource()).isEqualTo(live.record());
    }

    @Test
    void rollback_takenBackAndKilledHalfWay_asksForTheWordAgain() throws IOException, InterruptedException {
        writeTheTarget();
        live.awaitWrites(40);
        live.writeTo(Side.NOWHERE);
        stage.killAfter(ROLLBACK, KillPoint.SYNC_SWITCHED);
        stage.killAfter(CUTOVER_WRITES, KillPoint.DETAIL_CHANGED);

        CapturedCommand refused = stage.execute("rollback --window 1s");

        assertThat(refused.status()).describedAs(refused.out()).isEqualTo(2);
        assertThat(refused.err()).contains("--writers-stopped");
        stage.complete(ROLLBACK);
        assertThat(live.inSource()).isEqualTo(live.record());
        live.writeTo(Side.SOURCE);
        live.close();
    }

    @Test
    void gradual_killedAtEachStep_movesTheWriters() throws IOException, InterruptedException {
        String begin = "cutover writes --gradual";
        stage.kill(begin, KillPoint.TOMBSTONES_SWITCHED, KillPoint.WRITING_TARGET);
        stage.killAfter(begin, KillPoint.HISTORY_ENDED);
        stage.complete(begin);
        live.writeTo(Side.NOWHERE);
        awaitArrived();
        live.writeTo(Side.TARGET);
        live.awaitWrites(40);
        live.writeTo(Side.NOWHERE);
        awaitFlownBack();

        stage.killAfter(FINISH, KillPoint.SYNC_SWITCHED, KillPoint.DETAIL_CHANGED, KillPoint.TOMBSTONES_SWITCHED);
        stage.complete(FINISH);

        live.writeTo(Side.TARGET);
        live.awaitWrites(40);
        live.writeTo(Side.NOWHERE);
        awaitFlownBack();
        live.writeTo(Side.TARGET);
        live.close();
        assertThat(live.inTarget()).isEqualTo(live.record());
    }

    private void writeTheTarget() {
        live.writeTo(Side.NOWHERE);
        stage.complete(CUTOVER_WRITES);
        live.writeTo(Side.TARGET);
    }

    private void awaitArrived() throws InterruptedException {
        Instant end = Instant.now().plus(CommandProcess.PATIENCE);
        while (!live.inTarget().equals(live.record()) && Instant.now().isBefore(end)) {
            Thread.sleep(200);
        }
        assertThat(live.inTarget()).isEqualTo(live.record());
    }

    /** Waits until the source holds what was written to the target; what met another change of its item is redriven. */
    private void awaitFlownBack() throws InterruptedException {
        Map<String, ShopItem> record = live.record();
        Instant end = Instant.now().plus(CommandProcess.PATIENCE);
        while (!live.inSource().equals(record) && Instant.now().isBefore(end)) {
            Thread.sleep(500);
            stage.complete("redrive");
        }
        assertThat(live.inSource()).isEqualTo(record);
    }
}
