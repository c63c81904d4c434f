package io.touchstream.operator.command;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A migration whose writers move one by one, on DynamoDB Local: what synchronises it can be made late, and what its application
 * remembers of its writes is kept, as {@code owner/description} by id.
 */
final class GradualScene implements AutoCloseable {

    final BookShop shop;
    final LateDelivery late = new LateDelivery();
    final ShopWriter writer;
    final ShopWriter other;
    final ShopWriter plain;

    private final Path folder;
    private final Map<String, String> remembered = new ConcurrentHashMap<>();
    private final DynamoDbClient intercepted;
    private @Nullable Workspace workspace;
    private @Nullable LockKeeper lock;
    private @Nullable MigrationRun sync;

    GradualScene(Path folder) {
        this.folder = folder;
        shop = new BookShop(folder);
        intercepted = shop.interceptedClient();
        writer = new ShopWriter(intercepted, shop, remembered);
        other = new ShopWriter(shop.client, shop, remembered);
        plain = other;
    }

    /** Creates the source, and writes a definition that has an inverse. */
    void open() throws IOException {
        shop.open(100_000);
        Files.writeString(folder.resolve("migration.yaml"), """
                name: %s
                source: {tables: [%s]}
                target: {tables: {%s: {partitionKey: {owner: S}, sortKey: {code: S}}}}
                transform: {rules: [{set: {code: "BOOK#${id}"}, rename: {desc: description}}]}
                """.formatted(shop.name, shop.source, shop.target));
    }

    /** Synchronises, as {@code run --follow} does in a process of its own. */
    void synchronise() throws InterruptedException {
        workspace = new Workspace(
                new Connection(shop.database.endpoint(), null, null),
                MigrationLoader.load(folder),
                (item, version, images) -> "nowhere");
        lock = LockKeeper.ofSync(workspace, "run --follow", new Stop());
        sync = new MigrationRun(workspace, new Stop(), new Progress(System.err, false));
        sync.synchronise(late, folder.resolve("failed"), line -> {});
    }

    CapturedCommand execute(String... command) {
        return CapturedCommand.of(shop.arguments(command));
    }

    /** Returns what the application remembers. */
    Map<String, String> remembered() {
        return new TreeMap<>(remembered);
    }

    /** Returns what the target holds. */
    Map<String, String> inTarget() {
        return items(shop.target, "description");
    }

    void awaitInSource(Map<String, String> expected) throws InterruptedException {
        Instant end = Instant.now().plus(CommandProcess.PATIENCE);
        while (!items(shop.source, "desc").equals(expected)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("the source holds " + items(shop.source, "desc") + ", not " + expected);
            }
            Thread.sleep(100);
        }
    }

    private Map<String, String> items(String table, String description) {
        Map<String, String> items = new TreeMap<>();
        shop.client
                .scanPaginator(request -> request.tableName(table).consistentRead(true))
                .items()
                .forEach(item -> {
                    String held = text(item, "owner") + "/" + text(item, description);
                    if (items.put(text(item, "id"), held) != null) {
                        throw new AssertionError("item " + text(item, "id") + " is under two keys");
                    }
                });
        return items;
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name).s();
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
        }
        if (lock != null) {
            lock.close();
        }
        if (workspace != null) {
            workspace.close();
        }
        intercepted.close();
    }
}
