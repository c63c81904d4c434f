package io.touchstream.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.simulator.service.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Has DynamoDB Local answer every request of whole simulated migrations, faults and all, and compares. */
class MirrorIT {
    private static final int RUNS = Integer.getInteger("simulator.mirrored", 20);
    private static final int SEGMENTS = 3;

    @ParameterizedTest
    @EnumSource(
            value = Aim.class,
            names = {"EVERYTHING", "WAY_BACK"})
    void run_mirroredOnDynamoDbLocal_getsTheSameAnswersAndRecords(Aim aim) {
        Map<String, Integer> compared = new HashMap<>();
        int records = 0;
        try (EmbeddedDynamoDb local = EmbeddedDynamoDb.start()) {
            int runs = 0;
            int wanted = aim == Aim.EVERYTHING ? RUNS : Math.max(1, RUNS / 4);
            for (long seed = 1; runs < wanted; seed++) {
                // Local knows neither throughput nor small items, and its stream is not turned off here.
                Profile profile = aim.draw(Choices.of(seed)).profile();
                if (profile.crowded() || profile.outage()) {
                    continue;
                }
                runs++;
                records += compare(aim, seed, local, compared);
            }
        }
        System.out.println(compared + ", " + records + " stream records");
        assertThat(compared).hasSizeGreaterThan(9);
        assertThat(records).isPositive();
    }

    private static int compare(Aim aim, long seed, EmbeddedDynamoDb local, Map<String, Integer> compared) {
        DynamoDbClient client = local.client();
        for (String source : List.of(Shape.SOURCE, Shape.SECOND)) {
            create(client, source, "PK", "SK");
        }
        create(client, Shape.TARGET, "TK");
        create(client, Shape.OTHER, "TK");
        client.createTable(ControlTable.creation(ControlTable.nameFor("simulated")));
        Mirror mirror = new Mirror(client);

        Simulation run = Simulation.run(Choices.of(seed), Scenario.of(aim), null, mirror::answered);

        mirror.compared().forEach((kind, count) -> compared.merge(kind, count, Integer::sum));
        int records = 0;
        for (String source : run.shape.sources()) {
            records += compare(seed, changes(run, source), changes(local, client, source));
        }
        for (String table : client.listTables().tableNames()) {
            boolean unused = table.equals(Shape.SECOND) && !run.shape.sources().contains(table);
            assertThat(unused ? Set.of() : scanned(run, table))
                    .as("seed %d, %s", seed, table)
                    .isEqualTo(scanned(client, table));
        }
        client.listTables().tableNames().forEach(table -> client.deleteTable(request -> request.tableName(table)));
        return records;
    }

    @Test
    void write_thatTheServiceRefuses_isRefusedInTheSameWords() {
        try (EmbeddedDynamoDb local = EmbeddedDynamoDb.start()) {
            create(local.client(), Shape.TARGET, "TK");
            Database database = new Database(() -> 0);
            database.create(Shape.TARGET, "TK");
            Mirror mirror = new Mirror(local.client());
            database.observe(mirror::answered);
            AttributeValue large = AttributeValue.fromS("x".repeat(400 * 1024));
            Map<String, AttributeValue> key = Shape.targetKey("one");
            Map<String, AttributeValue> item = new HashMap<>(key);
            item.put("Pad", large);
            Put put = Put.builder().tableName(Shape.TARGET).item(key).build();
            TransactWriteItem part = TransactWriteItem.builder().put(put).build();

            assertThatThrownBy(() -> database.put(PutItemRequest.builder()
                            .tableName(Shape.TARGET)
                            .item(item)
                            .build()))
                    .hasMessageContaining("Item size");
            assertThatThrownBy(() -> database.update(UpdateItemRequest.builder()
                            .tableName(Shape.TARGET)
                            .key(key)
                            .updateExpression("SET #pad = :pad")
                            .expressionAttributeNames(Map.of("#pad", "Pad"))
                            .expressionAttributeValues(Map.of(":pad", large))
                            .build()))
                    .hasMessageContaining("Item size");
            assertThatThrownBy(() -> database.transact(TransactWriteItemsRequest.builder()
                            .transactItems(part, part)
                            .build()))
                    .hasMessageContaining("one item");

            assertThat(mirror.compared().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(3);
        }
    }

    /**
     * Compares the records of each item. An item that was there before the simulated stream has one more on Local, and first:
     * its own creation.
     */
    private static int compare(long seed, Map<Item, List<Object>> simulated, Map<Item, List<Object>> theirs) {
        int records = 0;
        assertThat(theirs.keySet()).as("seed %d", seed).containsAll(simulated.keySet());
        for (Map.Entry<Item, List<Object>> local : theirs.entrySet()) {
            List<Object> all = local.getValue();
            List<Object> ours = simulated.getOrDefault(local.getKey(), List.of());
            int seeds = all.size() - ours.size();
            assertThat(seeds).as("seed %d, %s", seed, local.getKey()).isBetween(0, 1);
            assertThat(all.subList(seeds, all.size())).as("seed %d", seed).isEqualTo(ours);
            records += ours.size();
        }
        return records;
    }

    /** Reads a simulated table to its end, in pages and segments. */
    private static Set<Item> scanned(Simulation run, String table) {
        Set<Item> items = new HashSet<>();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            ScanRequest.Builder request =
                    ScanRequest.builder().tableName(table).segment(segment).totalSegments(SEGMENTS);
            ScanResponse page;
            do {
                page = run.reads.scan(request.build());
                page.items().forEach(item -> items.add(Item.of(item)));
                request.exclusiveStartKey(page.lastEvaluatedKey());
            } while (page.hasLastEvaluatedKey());
        }
        return items;
    }

    private static Set<Item> scanned(DynamoDbClient client, String table) {
        Set<Item> items = new HashSet<>();
        client.scanPaginator(request -> request.tableName(table)).items().forEach(item -> items.add(Item.of(item)));
        return items;
    }

    private static Map<Item, List<Object>> changes(Simulation run, String source) {
        Map<Item, List<Object>> changes = new HashMap<>();
        run.database.table(source).shards().stream()
                .flatMap(shard -> shard.lanes().stream())
                .flatMap(List::stream)
                .forEach(entry -> changes.computeIfAbsent(Item.of(entry.key()), key -> new ArrayList<>())
                        .add(List.of(image(entry.before()), image(entry.after()))));
        return changes;
    }

    private static Map<Item, List<Object>> changes(EmbeddedDynamoDb local, DynamoDbClient client, String source) {
        DynamoDbStreamsClient streams = local.streams();
        String arn = client.describeTable(request -> request.tableName(source))
                .table()
                .latestStreamArn();
        String shard = streams.describeStream(request -> request.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        String iterator = streams.getShardIterator(request ->
                        request.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        Map<Item, List<Object>> changes = new HashMap<>();
        while (iterator != null) {
            String from = iterator;
            GetRecordsResponse page = streams.getRecords(request -> request.shardIterator(from));
            for (Record one : page.records()) {
                changes.computeIfAbsent(Item.of(one.dynamodb().keys()), key -> new ArrayList<>())
                        .add(List.of(
                                image(
                                        one.dynamodb().hasOldImage()
                                                ? one.dynamodb().oldImage()
                                                : null),
                                image(
                                        one.dynamodb().hasNewImage()
                                                ? one.dynamodb().newImage()
                                                : null)));
            }
            iterator = page.records().isEmpty() ? null : page.nextShardIterator();
        }
        return changes;
    }

    private static Optional<Item> image(Map<String, AttributeValue> image) {
        return image == null || image.isEmpty() ? Optional.empty() : Optional.of(Item.of(image));
    }

    private static void create(DynamoDbClient client, String table, String... names) {
        List<KeySchemaElement> keys = new ArrayList<>();
        List<AttributeDefinition> attributes = new ArrayList<>();
        for (String name : names) {
            keys.add(KeySchemaElement.builder()
                    .attributeName(name)
                    .keyType(keys.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
            attributes.add(AttributeDefinition.builder()
                    .attributeName(name)
                    .attributeType(ScalarAttributeType.S)
                    .build());
        }
        client.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(keys)
                .attributeDefinitions(attributes)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }
}
