package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** A migration under live traffic, whose commands are killed at given points, and what the application knows of its items. */
final class KillStage extends Killing {
    private static final int ITEMS = 60;
    private static final int KEPT = 6;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final BookSeller seller;
    /** Items that the seller leaves alone, by id. */
    private final Map<String, Map<String, AttributeValue>> kept = new TreeMap<>();

    private int mended;
    private boolean selling;

    private KillStage(Path folder, long seed) {
        super(folder, new BookShop(folder));
        this.seller = new BookSeller(shop, new Random(seed), PAUSE);
    }

    /** Opens a shop with some settings of its definition. The application begins at once. */
    static KillStage open(Path folder, String settings) throws IOException {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.err.println("touchstream.seed=" + seed);
        KillStage stage = new KillStage(folder, seed);
        stage.shop.open(settings);
        stage.seller.stock(ITEMS);
        for (int item = 0; item < KEPT; item++) {
            stage.keep(BookShop.item("kept" + item, "book", "o1", "k" + item, item));
        }
        stage.sell();
        return stage;
    }

    /** Lets the application change items, from now on. */
    void sell() {
        selling = true;
        seller.start();
    }

    /** Ends the application's changes. */
    void stopSelling() {
        selling = false;
        assertThat(seller.stop()).isPositive();
    }

    /** Puts an item that cannot be transformed. */
    void poison() {
        Map<String, AttributeValue> item = BookShop.item("poison", "book", "o1", "p", 1);
        item.remove("code");
        shop.put(item);
    }

    /** Puts the same item as it should have been, each time another one. */
    void mend() {
        keep(BookShop.item("poison", "book", "o1", "p", ++mended));
    }

    /** Takes target items away, changes others, and puts one that no source item yields. */
    void damage() {
        for (int item = 0; item < KEPT; item++) {
            try {
                if (item % 2 == 0) {
                    shop.deleteFromTarget("o1", "BOOK#k" + item);
                } else {
                    shop.damageTarget("o1", "BOOK#k" + item);
                }
            } catch (ConditionalCheckFailedException gone) {
                // It is still away from the last time, which is as good.
            }
        }
        shop.haunt("ghost");
    }

    /** Asserts that both tables hold what the application's own record says, and nothing else. */
    void judge() {
        judgeSource();
        judgeTarget();
    }

    /** Asserts that the source holds what the application's own record says, and nothing else. */
    void judgeSource() {
        Map<String, Map<String, AttributeValue>> source = new TreeMap<>(seller.record());
        source.putAll(kept);
        assertThat(shop.sourceItems()).isEqualTo(source);
    }

    /** Asserts that the target holds what the application's own record says, and nothing else. */
    void judgeTarget() {
        Map<String, Map<String, AttributeValue>> target = new TreeMap<>(seller.expectedTarget());
        kept.forEach((id, item) -> BookShop.expected(item).ifPresent(image -> target.put(id, image)));
        assertThat(shop.targetItems()).isEqualTo(target);
    }

    private void keep(Map<String, AttributeValue> item) {
        shop.put(item);
        kept.put(BookShop.text(item, "id"), item);
    }

    @Override
    public void close() {
        if (selling) {
            seller.stop();
        }
        super.close();
    }
}
