package io.touchstream.operator.rehearsal;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.Expiry;
import io.touchstream.touch.segment.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Creates the source tables of a rehearsal and fills them. */
final class SourceSeeding {
    private static final int PLAYGROUND = 1_000;
    /** What expires meanwhile would go at a time that nobody can tell, and the journal would miss it. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Workspace workspace;
    private final RehearsalOptions options;
    private final Progress progress;
    private final Stop stop;

    SourceSeeding(Workspace workspace, RehearsalOptions options, Progress progress, Stop stop) {
        this.workspace = workspace;
        this.options = options;
        this.progress = progress;
        this.stop = stop;
    }

    /** One source table, as it was seeded. */
    record Seeded(String table, KeySchema key, Variations variations, List<Item> sample, long items) {}

    /**
     * Creates a table and fills it: with the file that was given for it, or with the migration's samples, multiplied.
     *
     * @throws UsageException when there is no item for it
     */
    Seeded seed(String table) {
        Path file = options.files().get(table);
        Path items = file == null ? samples(table) : file;
        AtomicReference<@Nullable Item> first = new AtomicReference<>();
        List<Item> samples = new ArrayList<>();
        Consumer<Item> firstOnly = item -> first.compareAndSet(null, item);
        new SourceFile(items).forEach(file == null ? firstOnly.andThen(samples::add) : firstOnly);
        Item example = first.get();
        if (example == null) {
            throw new UsageException(items + ": holds no item");
        }
        MigrationDefinition definition = workspace.definition();
        TableDefinition shape = definition
                .source()
                .shapeOf(table)
                .orElseGet(() -> new TableDefinition(
                        KeyGuess.guess(table, options.sourceKey(), example), Map.of(), Map.of(), null));
        new Tables(workspace.client(), progress::say, stop::isAsked, Sleeper.REAL).ensure(table, shape);
        Variations variations = new Variations(workspace.transformation(), table, shape.key());
        Seeder seeder = new Seeder(workspace.client(), table, variations, new Random(options.seed()), PLAYGROUND);
        AtomicLong expired = new AtomicLong();
        Instant end = Instant.now().plus(LONGEST);
        Consumer<Item> lasting = item -> {
            if (Expiry.hasPassed(item, shape.timeToLive(), end)) {
                expired.incrementAndGet();
            } else {
                seeder.add(item);
            }
        };
        if (file == null) {
            multiply(samples, variations, seeder, lasting);
        } else {
            new SourceFile(items).forEach(lasting);
        }
        seeder.flush();
        progress.say("Seeded " + table + " with " + seeder.added() + " items."
                + (expired.get() == 0 ? "" : " Left out " + expired + " that expire before a rehearsal ends."));
        return new Seeded(table, shape.key(), variations, seeder.sample(), count(workspace.client(), table));
    }

    /** Multiplies the samples by giving each copy keys of its own, until there are as many as were asked for. */
    private void multiply(List<Item> samples, Variations variations, Seeder seeder, Consumer<Item> consumer) {
        long wanted = options.items() / workspace.definition().source().tables().size();
        samples.forEach(consumer);
        for (long round = 1; seeder.added() < wanted; round++) {
            long before = seeder.added();
            for (Item sample : samples) {
                variations.sibling(sample, round).ifPresent(consumer);
            }
            if (seeder.added() == before) {
                return;
            }
        }
    }

    private Path samples(String table) {
        Path own = options.folder().resolve("items-" + table + ".jsonl");
        Path common = options.folder().resolve("items.jsonl");
        if (Files.exists(own)) {
            return own;
        }
        if (Files.exists(common) && workspace.definition().source().tables().size() == 1) {
            return common;
        }
        throw new UsageException("there are no sample items for table " + table + " in " + options.folder()
                + ": give your own with --items FILE, in DynamoDB JSON, one item a line");
    }

    /** Counts the items of a table. */
    static long count(DynamoDbClient client, String table) {
        return client
                .scanPaginator(
                        request -> request.tableName(table).select(Select.COUNT).consistentRead(true))
                .stream()
                .mapToLong(page -> page.count())
                .sum();
    }
}
