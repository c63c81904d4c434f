package io.touchstream.bench;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.local.LambdaContext;
import io.touchstream.sync.SyncClients;
import io.touchstream.sync.SyncDependencies;
import io.touchstream.sync.SyncHandler;
import io.touchstream.sync.write.WriteSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Applies batches, against a bare loop of the same guarded puts at the same concurrency. In items a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(BenchTables.ITEMS)
@Warmup(iterations = 6, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class SyncBenchmark {
    private static final int BATCH = 500;

    private final BenchTables tables = new BenchTables();
    private final DynamoDbClient client = SyncClients.dynamoDb(BenchTables.CONCURRENCY, tables::destination);
    private final SyncHandler provenance = handler("provenance");
    private final SyncHandler ledger = handler("ledger");
    private long sequence = 1_000;

    /** Sends the puts and does nothing else. */
    @Benchmark
    public void barePuts() {
        long base = sequence;
        sequence += BenchTables.ITEMS;
        tables.concurrently(item -> put(item, base + item));
    }

    /** Decodes, transforms, writes and reports batches of 500 records. */
    @Benchmark
    public void sync() {
        deliver(provenance);
    }

    /** Does the same with a row for each source item. */
    @Benchmark
    public void syncWithLedger() {
        deliver(ledger);
    }

    /** Ends threads and database. */
    @TearDown(Level.Trial)
    public void close() {
        provenance.close();
        ledger.close();
        client.close();
        tables.close();
    }

    private void put(int item, long version) {
        AttributeValue seq = AttributeValue.fromS("000001#%040d".formatted(version));
        AttributeValue src = AttributeValue.fromS(BenchTables.SOURCE + "/id=S:" + item);
        client.putItem(request -> request.tableName(BenchTables.TARGET)
                .item(Map.of(
                        "id", BenchTables.id(item),
                        "v", AttributeValue.fromS("value"),
                        "_touchstream", AttributeValue.fromM(Map.of("src", src, "seq", seq))))
                .conditionExpression("attribute_not_exists(#key) OR (#p.#s = :s AND #p.#v < :v)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .expressionAttributeNames(Map.of("#key", "id", "#p", "_touchstream", "#s", "src", "#v", "seq"))
                .expressionAttributeValues(Map.of(":s", src, ":v", seq)));
    }

    private void deliver(SyncHandler handler) {
        for (int from = 0; from < BenchTables.ITEMS; from += BATCH) {
            List<DynamodbStreamRecord> records = new ArrayList<>();
            for (int item = from; item < from + BATCH; item++) {
                records.add(record(item));
            }
            DynamodbEvent event = new DynamodbEvent();
            event.setRecords(records);
            if (!handler.handleRequest(event, new LambdaContext("sync", Duration.ofMinutes(1)))
                    .getBatchItemFailures()
                    .isEmpty()) {
                throw new IllegalStateException("a batch was not finished");
            }
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
        record.setEventSourceARN("arn:aws:dynamodb:eu-west-1:000000000000:table/" + BenchTables.SOURCE + "/stream/1");
        record.setDynamodb(stream);
        return record;
    }

    private static com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue text(String value) {
        return new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue(value);
    }

    private SyncHandler handler(String guard) {
        return new SyncHandler(new SyncDependencies(
                client,
                BenchTables.definition(guard),
                tables.control,
                (source, version, images) -> "nowhere",
                WriteSettings.DEFAULT,
                Clock.systemUTC(),
                line -> {}));
    }
}
