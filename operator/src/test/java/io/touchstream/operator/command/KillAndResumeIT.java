package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Kills a run at random moments while an application goes on writing; the runs after it must finish the work. */
class KillAndResumeIT {
    private static final int ITEMS = 3_000;
    private static final int KILLS = 6;
    /** How long a run goes on touching before it is killed, at most. */
    private static final int LATEST_MILLIS = 2_000;
    /** So slow that the touch cannot end before the last kill. */
    private static final int WRITE_UNITS_PER_SECOND = 80;

    private static final Duration PAUSE = Duration.ofMillis(15);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_killedAtRandomMomentsUnderLiveWrites_finishesExactly() throws IOException, InterruptedException {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.err.println("touchstream.seed=" + seed);
        Random random = new Random(seed);
        BookShop shop = new BookShop(folder);
        shop.open(WRITE_UNITS_PER_SECOND);
        BookSeller seller = new BookSeller(shop, new Random(random.nextLong()), PAUSE);
        seller.stock(ITEMS);
        seller.start();
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                killInTheTouch(shop, random.nextInt(LATEST_MILLIS));
            }
            finishWhile(shop, seller);
        } finally {
            seller.stop();
        }

        assertThat(shop.sourceItems()).isEqualTo(seller.record());
        assertThat(shop.targetItems()).isEqualTo(seller.expectedTarget());
        assertThat(execute(shop, "verify", "--settle", "1")).isZero();

        Map<String, Map<String, AttributeValue>> before = shop.rawTarget();
        assertThat(execute(shop, "run", "--json")).isZero();
        assertThat(shop.rawTarget()).isEqualTo(before);
        assertThat(shop.sourceItems()).isEqualTo(seller.record());
    }

    /** Where the machine is slow, a time from the start on could pass before anything is done. */
    private void killInTheTouch(BookShop shop, long millis) throws IOException, InterruptedException {
        long before = shop.touched();
        try (CommandProcess run = CommandProcess.start(folder, shop.arguments("run", "--json"))) {
            run.awaitUntil(() -> shop.touched() > before, CommandProcess.PATIENCE);
            Thread.sleep(millis);
            boolean alive = run.kill();
            System.err.println("killed with " + shop.touched() + " touched: " + alive);
            assertThat(alive).describedAs(run.err()).isTrue();
        }
    }

    /** Lets the last run meet live writes too, and ends them while it is still at work. */
    private void finishWhile(BookShop shop, BookSeller seller) throws IOException, InterruptedException {
        assertThat(execute(shop, "rate", "100000")).isZero();
        try (CommandProcess run = CommandProcess.start(folder, shop.arguments("run", "--json"))) {
            Thread.sleep(1_000);
            int changes = seller.stop();
            assertThat(run.isAlive()).isTrue();
            assertThat(changes).isGreaterThan(ITEMS / 10);
            assertThat(run.await(CommandProcess.PATIENCE))
                    .describedAs(run.err() + run.out())
                    .isZero();
            assertThat(run.json().get("completed").asBoolean()).isTrue();
        }
    }

    private int execute(BookShop shop, String... command) throws IOException, InterruptedException {
        try (CommandProcess process = CommandProcess.start(folder, shop.arguments(command))) {
            int status = process.await(CommandProcess.PATIENCE);
            System.err.println(process.err());
            return status;
        }
    }
}
