package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.protocol.RunToken;
import io.touchstream.touch.mark.Toucher;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** No touch starts before a change has been seen from end to end. */
class StreamFirstIT {
    private static final int ITEMS = 40;

    private final String name = "first-" + UUID.randomUUID().toString().substring(0, 8);
    private final String source = "S" + name;
    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: " + name + "\nsource: {tables: [" + source + "]}\ntarget: {tables: {T" + name
                            + ": {partitionKey: {id: S}}}}\n"),
            (item, version, images) -> "nowhere");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void createSource() {
        workspace
                .client()
                .createTable(request -> request.tableName(source)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build()));
        for (int item = 0; item < ITEMS; item++) {
            Map<String, AttributeValue> attributes = Map.of("id", AttributeValue.fromS("i" + item));
            workspace.client().putItem(request -> request.tableName(source).item(attributes));
        }
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void pass_nobodyReadsTheStream_saysSoAndHasTouchedOneItemOnly() throws InterruptedException {
        new Tables(workspace.client()).ensureControl(workspace.control());
        CanaryCheck canary =
                new CanaryCheck(workspace, new Toucher(workspace.client(), "migrate"), Duration.ofMillis(300));

        assertThatThrownBy(() -> canary.pass(source, new Stop()))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("a canary change of table " + source + " did not arrive");
        assertThat(markers()).hasSize(1);
    }

    @Test
    void pass_syncCannotWrite_namesTheCause() throws InterruptedException {
        new Tables(workspace.client()).ensureControl(workspace.control());
        CanaryCheck canary = new CanaryCheck(
                workspace,
                new Toucher(workspace.client(), "migrate"),
                Duration.ofMillis(300),
                () -> Optional.of("AccessDeniedException"));

        assertThatThrownBy(() -> canary.pass(source, new Stop()))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("cannot finish a batch: AccessDeniedException");
    }

    @Test
    void synchronise_targetDenied_isSaidAndKnownToTheCanary() throws InterruptedException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (Workspace denied = new Workspace(
                        new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null, StreamFirstIT::denyPuts),
                        workspace.definition(),
                        workspace.largeImages());
                MigrationRun run = new MigrationRun(
                        denied,
                        new Stop(),
                        new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8), false))) {
            run.synchronise(UnaryOperator.identity(), folder, line -> {});
            workspace
                    .client()
                    .putItem(request -> request.tableName(source).item(Map.of("id", AttributeValue.fromS("new"))));

            Instant end = Instant.now().plusSeconds(600);
            while (run.obstacle().isEmpty() && Instant.now().isBefore(end)) {
                Thread.sleep(100);
            }
            assertThat(run.obstacle()).contains("AccessDeniedException");
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("sync could not finish a batch: AccessDeniedException");
    }

    @Test
    void migrate_syncHeldBack_touchesNothingUntilTheCanaryIsSeen() throws InterruptedException {
        CountDownLatch delivered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        UnaryOperator<RequestHandler<DynamodbEvent, StreamsEventResponse>> heldBack = sync -> (event, context) -> {
            delivered.countDown();
            awaitUninterruptibly(released);
            return sync.handleRequest(event, context);
        };
        Progress progress = new Progress(System.err, false);
        try (MigrationRun run = new MigrationRun(workspace, new Stop(), progress)) {
            List<String> created = run.synchronise(heldBack, folder, line -> {});
            CompletableFuture<MigrationRun.Outcome> outcome =
                    CompletableFuture.supplyAsync(() -> migrate(run, created));
            delivered.await();
            // The canary's own record is being held: had the touch not waited for it, it would be under way by now.
            Thread.sleep(1_000);
            assertThat(workspace.runs().all()).isEmpty();
            assertThat(markers()).hasSize(1).allMatch(token -> kind(token) == RunToken.Kind.CANARY);
            released.countDown();

            assertThat(outcome.join().completed()).isTrue();
            assertThat(markers()).hasSize(ITEMS).allMatch(token -> kind(token) == RunToken.Kind.TOUCH);
        }
    }

    private List<String> markers() {
        return workspace.client().scan(request -> request.tableName(source).consistentRead(true)).items().stream()
                .filter(item -> item.containsKey("migrate"))
                .map(item -> item.get("migrate").s())
                .toList();
    }

    private static RunToken.Kind kind(String token) {
        return RunToken.parse(token).orElseThrow().kind();
    }

    private static MigrationRun.Outcome migrate(MigrationRun run, List<String> created) {
        try {
            return run.migrate(created);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    private static DynamoDbClientBuilder denyPuts(DynamoDbClientBuilder builder) {
        return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                        if (context.request() instanceof PutItemRequest put
                                && put.tableName().startsWith("T")) {
                            throw DynamoDbException.builder()
                                    .statusCode(400)
                                    .awsErrorDetails(AwsErrorDetails.builder()
                                            .errorCode("AccessDeniedException")
                                            .errorMessage("not allowed")
                                            .build())
                                    .build();
                        }
                    }
                })
                .build());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
