package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.control.Directions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Has sync begin anew while a batch is under way. */
class SyncFollowerIT {
    private final String name = "anew-" + UUID.randomUUID().toString().substring(0, 8);
    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: " + name + "\nsource: {tables: [S" + name + "]}\ntarget: {tables: {T" + name
                            + ": {partitionKey: {id: S}}}}\ntransform: {rules: [{set: {copied: true}}]}\n"),
            (item, version, images) -> "nowhere");
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch underWay = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void follow_wishToBeginAnew_isAnsweredOnceNothingOlderGoesOn() throws InterruptedException {
        workspace
                .client()
                .createTable(request -> request.tableName("S" + name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build()));
        Progress progress = new Progress(System.err, false);
        try (MigrationRun run = new MigrationRun(workspace, new Stop(), progress)) {
            run.synchronise(this::slow, folder, line -> {});
            workspace
                    .client()
                    .putItem(request -> request.tableName("S" + name).item(Map.of("id", AttributeValue.fromS("1"))));
            underWay.await();

            workspace.syncSwitch().wantAnew(Directions.FORWARD, Instant.now());
            Thread.sleep(Duration.ofSeconds(1).toMillis());
            assertThat(workspace.syncSwitch().wish().fulfilled()).isFalse();

            release.countDown();
            while (!workspace.syncSwitch().wish().fulfilled()) {
                Thread.sleep(50);
            }
            assertThat(begun).hasValue(2);
        }
    }

    private RequestHandler<DynamodbEvent, StreamsEventResponse> slow(
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        begun.incrementAndGet();
        return (event, context) -> {
            underWay.countDown();
            try {
                release.await();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
            return handler.handleRequest(event, context);
        };
    }
}
