package io.touchstream.touch.verify;

import io.touchstream.definition.TableDefinition;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

/** A migration's tables on DynamoDB Local, under names of their own, and verify on them with a clock that tests move. */
final class Bench implements AutoCloseable {
    static final String RUN = "run";
    static final Duration SETTLE = Duration.ofSeconds(8);
    static final VerifySettings SETTINGS = VerifySettings.DEFAULT.withSettle(SETTLE);

    final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    final ManualTime time = new ManualTime();
    final Migration migration;
    final ControlTable control;
    final Quarantine quarantine;
    final SyncHeartbeats heartbeats;
    final Differences differences;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    private Bench(Migration migration) {
        this.migration = migration;
        this.control = new ControlTable(
                client, ControlTable.nameFor(migration.definition().name()));
        this.quarantine = new Quarantine(control, (source, version, images) -> {
            throw new IllegalStateException("no large images here");
        });
        this.heartbeats = new SyncHeartbeats(control);
        this.differences = new Differences(control);
        client.createTable(ControlTable.creation(control.name()));
        migration.definition().source().tables().forEach((name, shape) -> create(name, Objects.requireNonNull(shape)));
        migration.definition().target().tables().forEach(this::create);
    }

    static Bench open() {
        return new Bench(Migration.named(suffix()));
    }

    static Bench touchingWanted() {
        return new Bench(Migration.touchingWanted(suffix()));
    }

    static Bench keepingExpired() {
        return new Bench(Migration.keepingExpired(suffix()));
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    VerifyContext context(VerifySettings settings) {
        return new VerifyContext(
                client,
                migration.definition(),
                migration.transformation(),
                quarantine,
                heartbeats,
                differences,
                new Tombstones(control),
                executor,
                time,
                time,
                settings);
    }

    Map<String, Long> forward() {
        return forward(SETTINGS);
    }

    Map<String, Long> forward(VerifySettings settings) {
        SegmentRequest segment = new SegmentRequest(RUN, Job.VERIFY_SOURCE, migration.source(), 0, 1);
        return toEnd(new VerifySourceJob(context(settings), segment, migration.sourceKey(), 0));
    }

    Map<String, Long> reverse() {
        return reverse(SETTINGS);
    }

    Map<String, Long> reverse(VerifySettings settings) {
        Map<String, Long> counts = new TreeMap<>();
        for (String table : List.of(migration.target(), migration.other())) {
            SegmentRequest segment = new SegmentRequest(RUN, Job.VERIFY_TARGET, table, 0, 1);
            toEnd(new VerifyTargetJob(context(settings), segment, 0))
                    .forEach((name, count) -> counts.merge(name, count, Long::sum));
        }
        return counts;
    }

    PageOutcome page(SegmentJob job) {
        try {
            return job.nextPage(null, time.instant().plus(Duration.ofMinutes(15)));
        } catch (OutOfTimeException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Works through a segment and returns its counts. */
    Map<String, Long> toEnd(SegmentJob job) {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, AttributeValue> cursor = null;
        do {
            try {
                PageOutcome page = job.nextPage(cursor, time.instant().plus(Duration.ofMinutes(15)));
                page.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
                cursor = page.cursor();
            } catch (OutOfTimeException impossible) {
                throw new AssertionError(impossible);
            }
        } while (cursor != null);
        return counts;
    }

    Set<Difference> found() {
        return differences.list(RUN).collect(Collectors.toSet());
    }

    /** Puts a source item and what it yields. */
    Item migrated(Item sourceItem) {
        putSource(sourceItem);
        sync(sourceItem);
        return sourceItem;
    }

    Item putSource(Item sourceItem) {
        put(migration.source(), sourceItem);
        return sourceItem;
    }

    /** Does as sync would after a change to this image. */
    void sync(Item sourceItem) {
        for (TargetImage image : migration.images(sourceItem)) {
            put(image.key().table(), Migration.stamped(image.item(), migration.id(sourceItem)));
        }
    }

    void put(String table, Item item) {
        client.putItem(request -> request.tableName(table).item(item.attributes()));
    }

    void delete(TargetKey key) {
        client.deleteItem(
                request -> request.tableName(key.table()).key(key.key().attributes()));
    }

    void deleteSource(Item item) {
        SourceId id = migration.id(item);
        delete(new TargetKey(id.table(), id.key()));
    }

    boolean exists(TargetKey key) {
        return client.getItem(request -> request.tableName(key.table())
                        .key(key.key().attributes())
                        .consistentRead(true))
                .hasItem();
    }

    void quarantine(
            SourceId source, Cause cause, @Nullable TargetKey target, @Nullable SourceId other, Set<TargetKey> left) {
        quarantine.add(new QuarantineEntry(
                source,
                Version.of(1, "20"),
                cause,
                "for a test",
                target,
                other,
                left,
                new Images(null, null, null),
                time.instant()));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void create(String name, TableDefinition shape) {
        KeySchema key = shape.key();
        client.createTable(request -> request.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key.attributes().stream()
                        .map(attribute -> element(attribute, key))
                        .toList())
                .attributeDefinitions(key.attributes().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.name())
                                .attributeType(attribute.type().scalarType())
                                .build())
                        .toList()));
    }

    private static KeySchemaElement element(KeyAttribute attribute, KeySchema key) {
        return KeySchemaElement.builder()
                .attributeName(attribute.name())
                .keyType(attribute.equals(key.partitionKey()) ? KeyType.HASH : KeyType.RANGE)
                .build();
    }
}
