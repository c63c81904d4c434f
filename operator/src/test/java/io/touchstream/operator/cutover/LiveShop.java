package io.touchstream.operator.cutover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The application, live, in three roles: a writer, which also moves items to other owners, a deleter and a reader. It keeps
 * its own record of what it wrote, which judges. Where a write is denied, it is tried again until it is not.
 */
public final class LiveShop {
    /** Where the application's data is. */
    public enum Side {
        SOURCE,
        TARGET,
        /** The writers are stopped. */
        NOWHERE
    }

    private static final int OWNERS = 5;
    /** How long each role rests after what it did: often enough to be there at any moment, and leaving the machine to the others. */
    private static final long PAUSE_NANOS = 60_000_000;

    private static final long STEP_NANOS = 15_000_000;
    private static final int ITEMS = 60;

    private final DynamoDbClient client;
    private final String source;
    private final String target;
    private final Map<String, ShopItem> record = new ConcurrentHashMap<>();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile Side readSide = Side.SOURCE;
    private volatile Side writeSide = Side.SOURCE;
    private volatile boolean running = true;

    public LiveShop(DynamoDbClient client, String source, String target) {
        this.client = client;
        this.source = source;
        this.target = target;
    }

    public void stock() {
        for (int item = 0; item < 2 * ITEMS; item++) {
            put(name(item), new Random(item));
        }
    }

    /** Starts the roles. Writer and deleter share no item, so that the record is exact. */
    public void open() {
        start("writer", random -> put(name(random.nextInt(ITEMS)), random));
        start("deleter", random -> {
            String id = name(ITEMS + random.nextInt(ITEMS));
            if (record.containsKey(id)) {
                delete(id);
                return;
            }
            put(id, random);
        });
        start("reader", random -> read(name(random.nextInt(2 * ITEMS))));
    }

    public void readFrom(Side side) {
        readSide = side;
    }

    /** Sends the writers to a side. Where they are stopped, none of their writes is under way when this returns. */
    public void writeTo(Side side) {
        writeSide = side;
        while (side == Side.NOWHERE && underWay.get() > 0) {
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    public long written() {
        return written.get();
    }

    public long denied() {
        return denied.get();
    }

    /** Waits until so many more writes were acknowledged. */
    public void awaitWrites(int more) {
        long wanted = written.get() + more;
        while (written.get() < wanted) {
            require();
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** Ends all roles; whatever was begun is written, or denied for good, when this returns. */
    public void close() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        require();
    }

    /** Returns what the application holds, by its own record. */
    public Map<String, ShopItem> record() {
        return new HashMap<>(record);
    }

    public Map<String, ShopItem> inSource() {
        Map<String, ShopItem> items = new HashMap<>();
        client.scanPaginator(request -> request.tableName(source).consistentRead(true))
                .items()
                .forEach(item -> {
                    ShopItem found = ShopItem.ofSource(item);
                    items.put(found.id(), found);
                });
        return items;
    }

    /** Returns what the target holds, and fails where it holds one item twice. */
    public Map<String, ShopItem> inTarget() {
        Map<String, ShopItem> items = new HashMap<>();
        client.scanPaginator(request -> request.tableName(target).consistentRead(true))
                .items()
                .forEach(item -> {
                    ShopItem found = ShopItem.ofTarget(item);
                    if (items.put(found.id(), found) != null) {
                        throw new AssertionError("item " + found.id() + " is under two keys");
                    }
                });
        return items;
    }

    private interface Role {
        void act(Random random);
    }

    private void start(String name, Role role) {
        Random random = new Random(name.hashCode());
        Thread thread = new Thread(
                () -> {
                    try {
                        while (running) {
                            role.act(random);
                            LockSupport.parkNanos(PAUSE_NANOS);
                        }
                    } catch (RuntimeException | Error failed) {
                        failure.compareAndSet(null, failed);
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void require() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError("the application failed", failed);
        }
    }

    private void put(String id, Random random) {
        ShopItem item = new ShopItem(id, "o" + random.nextInt(OWNERS), values.incrementAndGet());
        ShopItem before = record.get(id);
        write(side -> {
            if (side == Side.SOURCE) {
                client.putItem(request -> request.tableName(source).item(item.inSource()));
                return;
            }
            if (before == null || before.targetKey().equals(item.targetKey())) {
                client.putItem(request -> request.tableName(target).item(item.inTarget()));
                return;
            }
            // Under another key it is another item: were the two requests, a fence could fall between them.
            client.transactWriteItems(request -> request.transactItems(
                    TransactWriteItem.builder()
                            .put(put -> put.tableName(target).item(item.inTarget()))
                            .build(),
                    TransactWriteItem.builder()
                            .delete(delete -> delete.tableName(target).key(before.targetKey()))
                            .build()));
        });
        record.put(id, item);
    }

    private void delete(String id) {
        ShopItem item = record.get(id);
        if (item == null) {
            return;
        }
        write(side -> client.deleteItem(
                side == Side.SOURCE ? delete(source, item.sourceKey()) : delete(target, item.targetKey())));
        record.remove(id);
    }

    private static DeleteItemRequest delete(String table, Map<String, AttributeValue> key) {
        return DeleteItemRequest.builder().tableName(table).key(key).build();
    }

    private interface Write {
        void to(Side side);
    }

    /** Writes to whichever side is the right one at the time, as often as it takes. A write that is given up was denied. */
    private void write(Write write) {
        while (true) {
            underWay.incrementAndGet();
            try {
                Side side = writeSide;
                if (side != Side.NOWHERE) {
                    write.to(side);
                    written.incrementAndGet();
                    return;
                }
                requireRunning("stopped");
            } catch (DynamoDbException refused) {
                if (!"AccessDeniedException".equals(refused.awsErrorDetails().errorCode())) {
                    throw refused;
                }
                denied.incrementAndGet();
                requireRunning("denied");
            } finally {
                underWay.decrementAndGet();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void requireRunning(String what) {
        if (!running) {
            throw new IllegalStateException("the application ends while its write is " + what);
        }
    }

    private void read(String id) {
        ShopItem item = record.get(id);
        if (item == null) {
            return;
        }
        if (readSide == Side.SOURCE) {
            client.getItem(request -> request.tableName(source).key(item.sourceKey()));
            return;
        }
        client.getItem(request -> request.tableName(target).key(item.targetKey()));
    }

    private static String name(int item) {
        return "i" + item;
    }
}
