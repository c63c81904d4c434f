package io.touchstream.bench;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.local.LambdaContext;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Job;
import io.touchstream.sync.SyncClients;
import io.touchstream.sync.SyncDependencies;
import io.touchstream.sync.SyncHandler;
import io.touchstream.sync.write.WriteSettings;
import io.touchstream.touch.TouchClients;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Times the touch page and the sync batch on DynamoDB Local. Arguments: items, rounds; 5000 and 5 unless given. */
public final class HotPaths {
    private static final int CONCURRENCY = 16;
    private static final int BATCH = 500;
    private static final String SOURCE = "BenchSource";
    private static final String TARGET = "BenchTarget";

    private final int items;
    private final ExecutorService pool = Executors.newFixedThreadPool(CONCURRENCY);
    private final DynamoDbClient bare;
    private final TouchHandler touch;
    private final SyncHandler sync;
    private long sequence = 1_000;

    private HotPaths(EmbeddedDynamoDb database, int items) {
        this.items = items;
        UnaryOperator<DynamoDbClientBuilder> destination = builder -> builder.endpointOverride(database.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
        this.bare = SyncClients.dynamoDb(CONCURRENCY, destination);
        MigrationDefinition definition = MigrationLoader.parse(
                "bench.yaml",
                "name: bench\nsource: {tables: [" + SOURCE + "]}\ntarget: {tables: {" + TARGET
                        + ": {partitionKey: {id: S}}}}\n");
        ControlTable control = new ControlTable(bare, "BenchControl");
        bare.createTable(ControlTable.creation(control.name()));
        createTable(SOURCE);
        createTable(TARGET);
        this.touch = new TouchHandler(
                TouchClients.dynamoDb(destination),
                definition,
                Transformation.load(definition),
                control,
                (source, version, images) -> "nowhere",
                VerifySettings.DEFAULT,
                Clock.systemUTC());
        this.sync = new SyncHandler(new SyncDependencies(
                SyncClients.dynamoDb(CONCURRENCY, destination),
                definition,
                control,
                (source, version, images) -> "nowhere",
                WriteSettings.DEFAULT,
                Clock.systemUTC(),
                line -> {}));
    }

    /** Runs the benchmark and prints each pair's median and ratio. */
    public static void main(String[] arguments) throws InterruptedException {
        int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        try (EmbeddedDynamoDb database = EmbeddedDynamoDb.start()) {
            HotPaths bench = new HotPaths(database, items);
            bench.seed();
            bench.pair("touch", rounds, bench::touchBare, bench::touchWhole);
            bench.pair("sync", rounds, bench::syncBare, bench::syncWhole);
            bench.pool.shutdown();
        }
        System.exit(0);
    }

    private interface Timed {
        void run(int round) throws InterruptedException;
    }

    private void pair(String name, int rounds, Timed bareLoop, Timed whole) throws InterruptedException {
        double[] bareRates = new double[rounds];
        double[] wholeRates = new double[rounds];
        bareLoop.run(-1);
        whole.run(-1);
        for (int round = 0; round < rounds; round++) {
            bareRates[round] = rate(bareLoop, round);
            wholeRates[round] = rate(whole, round);
        }
        Arrays.sort(bareRates);
        Arrays.sort(wholeRates);
        System.out.printf(
                "%s: bare loop %.0f items/s (%.0f to %.0f), whole %.0f items/s (%.0f to %.0f), ratio of medians %.2f%n",
                name,
                bareRates[rounds / 2],
                bareRates[0],
                bareRates[rounds - 1],
                wholeRates[rounds / 2],
                wholeRates[0],
                wholeRates[rounds - 1],
                wholeRates[rounds / 2] / bareRates[rounds / 2]);
    }

    private double rate(Timed timed, int round) throws InterruptedException {
        long begun = System.nanoTime();
        timed.run(round);
        return items / ((System.nanoTime() - begun) / 1e9);
    }

    private void touchBare(int round) throws InterruptedException {
        AttributeValue token = AttributeValue.fromS("bare" + round + System.nanoTime());
        concurrently(item -> bare.updateItem(request -> request.tableName(SOURCE)
                .key(Map.of("id", id(item)))
                .updateExpression("SET #marker = :token")
                .conditionExpression("attribute_exists(#key)")
                .expressionAttributeNames(Map.of("#marker", "migrate2", "#key", "id"))
                .expressionAttributeValues(Map.of(":token", token))));
    }

    private void touchWhole(int round) {
        String run = RunToken.draw(RunToken.Kind.TOUCH, new Random()).text();
        touch.work(
                new SegmentRequest(run, Job.TOUCH, SOURCE, 0, 1), Instant.now().plus(Duration.ofMinutes(10)));
    }

    private void syncBare(int round) throws InterruptedException {
        long base = sequence;
        sequence += items;
        concurrently(item -> {
            AttributeValue version = AttributeValue.fromS("000001#%040d".formatted(base + item));
            AttributeValue source = AttributeValue.fromS(SOURCE + "/id=S:" + item);
            bare.putItem(request -> request.tableName(TARGET)
                    .item(Map.of(
                            "id", id(item),
                            "v", AttributeValue.fromS("value"),
                            "_touchstream", AttributeValue.fromM(Map.of("src", source, "seq", version))))
                    .conditionExpression("attribute_not_exists(#key) OR (#p.#s = :s AND #p.#v < :v)")
                    .expressionAttributeNames(Map.of("#key", "id", "#p", "_touchstream", "#s", "src", "#v", "seq"))
                    .expressionAttributeValues(Map.of(":s", source, ":v", version)));
        });
    }

    private void syncWhole(int round) {
        for (int from = 0; from < items; from += BATCH) {
            List<DynamodbStreamRecord> records = new ArrayList<>();
            for (int item = from; item < Math.min(items, from + BATCH); item++) {
                records.add(record(item));
            }
            DynamodbEvent event = new DynamodbEvent();
            event.setRecords(records);
            sync.handleRequest(event, new LambdaContext("sync", Duration.ofMinutes(1)));
        }
    }

    private DynamodbStreamRecord record(int item) {
        StreamRecord stream = new StreamRecord()
                .withKeys(Map.of("id", text(Integer.toString(item))))
                .withNewImage(Map.of("id", text(Integer.toString(item)), "v", text("value")))
                .withSequenceNumber(Long.toString(++sequence));
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventID(Integer.toString(item));
        record.setEventName("INSERT");
        record.setEventSourceARN("arn:aws:dynamodb:eu-west-1:000000000000:table/" + SOURCE + "/stream/1");
        record.setDynamodb(stream);
        return record;
    }

    private static com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue text(String value) {
        return new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue(value);
    }

    private void seed() throws InterruptedException {
        concurrently(item -> bare.putItem(
                request -> request.tableName(SOURCE).item(Map.of("id", id(item), "v", AttributeValue.fromS("value")))));
    }

    private void concurrently(IntConsumer work) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(items);
        for (int item = 0; item < items; item++) {
            int number = item;
            pool.execute(() -> {
                work.accept(number);
                left.countDown();
            });
        }
        left.await();
    }

    private void createTable(String name) {
        bare.createTable(request -> request.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    private static AttributeValue id(int item) {
        return AttributeValue.fromS(Integer.toString(item));
    }
}
