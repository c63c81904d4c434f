package io.touchstream.bench;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.MarkerValue;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.RunToken.Kind;
import io.touchstream.protocol.control.Job;
import io.touchstream.touch.TouchClients;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
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
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Touches a segment, against a bare loop of the same conditional updates at the same concurrency. In items a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(BenchTables.ITEMS)
@Warmup(iterations = 6, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class TouchBenchmark {
    /** What a touch asks, word for word. */
    private static final String CONDITION = "attribute_exists(#key) AND (attribute_not_exists(#marker)"
            + " OR ((begins_with(#marker, :touch) OR begins_with(#marker, :repair)"
            + " OR begins_with(#marker, :canary)) AND size(#marker) = :length))";

    private final Random random = new Random();
    private final BenchTables tables = new BenchTables();
    private final DynamoDbClient client = TouchClients.dynamoDb(tables::destination);
    private final TouchHandler handler = handler(BenchTables.definition("provenance"));

    /** Sends the updates and does nothing else. */
    @Benchmark
    public void bareUpdates() {
        AttributeValue token = AttributeValue.fromS(token());
        tables.concurrently(item -> client.updateItem(request -> request.tableName(BenchTables.SOURCE)
                .key(Map.of("id", BenchTables.id(item)))
                .updateExpression("SET #marker = :token")
                .conditionExpression(CONDITION)
                .expressionAttributeNames(Map.of("#marker", "bare", "#key", "id"))
                .expressionAttributeValues(Map.of(
                        ":token", token,
                        ":touch", AttributeValue.fromS(Kind.TOUCH.prefix()),
                        ":repair", AttributeValue.fromS(Kind.REPAIR.prefix()),
                        ":canary", AttributeValue.fromS(Kind.CANARY.prefix()),
                        ":length", AttributeValue.fromN(Integer.toString(MarkerValue.LENGTH))))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    }

    /** Scans the segment page by page and touches what it finds, with rate, counts and checkpoints. */
    @Benchmark
    public SegmentResult touch() {
        return handler.work(
                new SegmentRequest(token(), Job.TOUCH, BenchTables.SOURCE, 0, 1),
                Instant.now().plus(Duration.ofMinutes(10)));
    }

    /** Ends threads and database. */
    @TearDown(Level.Trial)
    public void close() {
        handler.close();
        client.close();
        tables.close();
    }

    private String token() {
        return RunToken.draw(Kind.TOUCH, random).text();
    }

    private TouchHandler handler(MigrationDefinition definition) {
        return new TouchHandler(
                client,
                definition,
                Transformation.load(definition),
                tables.control,
                (source, version, images) -> "nowhere",
                VerifySettings.DEFAULT,
                Clock.systemUTC());
    }
}
