package io.touchstream.operator.command;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The application that goes on writing the source: it inserts, updates, deletes and moves items on a thread of its own,
 * and keeps a record of what it has left there.
 */
final class BookSeller {
    private static final int FEWEST = 20;
    private static final List<String> TYPES = List.of("book", "book", "book", "author", "session");

    private final BookShop shop;
    private final Random random;
    private final Duration pause;
    private final Map<String, Map<String, AttributeValue>> record = new TreeMap<>();
    private final List<String> ids = new ArrayList<>();
    /** Books' keys that their items have left, for others to take. */
    private final Deque<Map<String, AttributeValue>> freed = new ArrayDeque<>();

    private volatile boolean closing;
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    private int drawn;
    private int changes;

    /** Creates a seller that pauses for so long after each change. */
    BookSeller(BookShop shop, Random random, Duration pause) {
        this.shop = shop;
        this.random = random;
        this.pause = pause;
    }

    void stock(int items) {
        for (int item = 0; item < items; item++) {
            insert();
        }
    }

    /** Begins to change items, or goes on. */
    void start() {
        closing = false;
        work = CompletableFuture.runAsync(() -> {
            while (!closing) {
                change();
                changes++;
                LockSupport.parkNanos(pause.toNanos());
            }
        });
    }

    /** Ends the changes and returns how many there were. */
    int stop() {
        closing = true;
        work.join();
        return changes;
    }

    /** Returns what the source holds by the seller's own account, by id. Only after it has stopped. */
    Map<String, Map<String, AttributeValue>> record() {
        return record;
    }

    /** Returns what the target is to hold by the seller's own account, by source id. Only after it has stopped. */
    Map<String, Map<String, AttributeValue>> expectedTarget() {
        Map<String, Map<String, AttributeValue>> expected = new TreeMap<>();
        record.forEach((id, item) -> BookShop.expected(item).ifPresent(image -> expected.put(id, image)));
        return expected;
    }

    private void change() {
        switch (random.nextInt(10)) {
            case 0, 1 -> insert();
            case 2, 3 -> {
                if (ids.size() > FEWEST) {
                    delete();
                }
            }
            case 4, 5, 6 -> update(Map.of("value", AttributeValue.fromN(Integer.toString(++drawn))));
            case 7, 8 -> move(code());
            default -> Optional.ofNullable(freed.poll()).ifPresent(this::move);
        }
    }

    private void insert() {
        int number = ++drawn;
        // A third of the new items come back under an id that was there before, where it is free.
        String again = "i" + random.nextInt(number);
        String id = random.nextInt(3) == 0 && !record.containsKey(again) ? again : "i" + number;
        String type = TYPES.get(random.nextInt(TYPES.size()));
        Map<String, AttributeValue> item = BookShop.item(id, type, "o" + random.nextInt(7), "c" + number, number);
        shop.put(item);
        record.put(id, item);
        ids.add(id);
    }

    private void delete() {
        String id = ids.remove(random.nextInt(ids.size()));
        shop.client.deleteItem(request -> request.tableName(shop.source).key(Map.of("id", BookShop.s(id))));
        free(Objects.requireNonNull(record.remove(id)));
    }

    private void move(Map<String, AttributeValue> place) {
        free(update(place));
    }

    /** Changes an item, at random as an update or as a put of the whole, and returns it as it was. */
    private Map<String, AttributeValue> update(Map<String, AttributeValue> change) {
        String id = ids.get(random.nextInt(ids.size()));
        Map<String, AttributeValue> before = Objects.requireNonNull(record.get(id));
        Map<String, AttributeValue> after = new HashMap<>(before);
        after.putAll(change);
        if (random.nextBoolean()) {
            shop.put(after);
        } else {
            set(id, after);
        }
        record.put(id, after);
        return before;
    }

    private void set(String id, Map<String, AttributeValue> after) {
        shop.client.updateItem(request -> request.tableName(shop.source)
                .key(Map.of("id", BookShop.s(id)))
                .updateExpression("SET #type = :type, #owner = :owner, #code = :code, #value = :value")
                .expressionAttributeNames(
                        Map.of("#type", "type", "#owner", "owner", "#code", "code", "#value", "value"))
                .expressionAttributeValues(Map.of(
                        ":type", after.get("type"),
                        ":owner", after.get("owner"),
                        ":code", after.get("code"),
                        ":value", after.get("value"))));
    }

    private Map<String, AttributeValue> code() {
        return Map.of("code", BookShop.s("c" + ++drawn));
    }

    private void free(Map<String, AttributeValue> left) {
        if (BookShop.text(left, "type").equals("book")) {
            freed.add(Map.of("owner", left.get("owner"), "code", left.get("code"), "type", left.get("type")));
        }
    }
}
