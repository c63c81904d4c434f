package io.touchstream.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.Item;
import io.touchstream.protocol.control.ControlTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Has DynamoDB Local answer every request of whole simulated migrations, faults and all, and compares. */
class MirrorIT {
    private static final int RUNS = Integer.getInteger("simulator.mirrored", 20);

    @Test
    void run_mirroredOnDynamoDbLocal_getsTheSameAnswersAndRecords() {
        Map<String, Integer> compared = new HashMap<>();
        int records = 0;
        try (EmbeddedDynamoDb local = EmbeddedDynamoDb.start()) {
            int runs = 0;
            for (long seed = 1; runs < RUNS; seed++) {
                // Local knows neither throughput nor small items, and its stream is not turned off here.
                Profile profile = Aim.EVERYTHING.draw(Choices.of(seed)).profile();
                if (profile.crowded() || profile.outage()) {
                    continue;
                }
                runs++;
                records += compare(seed, local, compared);
            }
        }
        System.out.println(compared + ", " + records + " stream records");
        assertThat(compared).hasSizeGreaterThan(9);
        assertThat(records).isPositive();
    }

    private static int compare(long seed, EmbeddedDynamoDb local, Map<String, Integer> compared) {
        DynamoDbClient client = local.client();
        for (String source : List.of(Shape.SOURCE, Shape.SECOND)) {
            create(client, source, "PK", "SK");
        }
        create(client, Shape.TARGET, "TK");
        create(client, Shape.OTHER, "TK");
        client.createTable(ControlTable.creation(ControlTable.nameFor("simulated")));
        Mirror mirror = new Mirror(client);

        Simulation run = Simulation.run(Choices.of(seed), Scenario.SOUND, null, mirror::answered);

        mirror.compared().forEach((kind, count) -> compared.merge(kind, count, Integer::sum));
        int records = 0;
        for (String source : run.shape.sources()) {
            records += compare(seed, changes(run, source), changes(local, client, source));
        }
        client.listTables().tableNames().forEach(table -> client.deleteTable(request -> request.tableName(table)));
        return records;
    }

    /** Compares the records of each item; those of the items that were there before the simulated stream are Local's alone. */
    private static int compare(long seed, Map<Item, List<Object>> simulated, Map<Item, List<Object>> theirs) {
        int records = 0;
        for (Map.Entry<Item, List<Object>> ours : simulated.entrySet()) {
            List<Object> all = theirs.get(ours.getKey());
            int seeds = all.size() - ours.getValue().size();
            assertThat(all.subList(seeds, all.size())).as("seed %d", seed).isEqualTo(ours.getValue());
            records += ours.getValue().size();
        }
        return records;
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
