package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.ReverseVerify.Difference;
import io.touchstream.operator.procedure.ReverseVerify.Kind;
import io.touchstream.operator.procedure.ReverseVerify.Report;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.Directions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Follows a wish for reverse sync, on real streams, and proves the source against the target. */
class ReverseIT {
    private static final int ITEMS = 30;
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final String name = "reverse-" + UUID.randomUUID().toString().substring(0, 8);
    private final String source = "S" + name;
    private final String target = "T" + name;
    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: " + name + "\nsource: {tables: [" + source + "]}\ntarget: {tables: {" + target
                            + ": {partitionKey: {k: S}}}}\n"
                            + "transform: {rules: [{set: {k: \"x#${id}\"}, remove: [secret], rename: {v: value}}]}\n"),
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
            Map<String, AttributeValue> attributes =
                    Map.of("id", text("i" + item), "v", text("old"), "secret", text("s" + item));
            workspace.client().putItem(request -> request.tableName(source).item(attributes));
        }
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void synchronise_reverseWished_carriesTheTargetBackAndIsProven() throws InterruptedException {
        try (MigrationRun run = new MigrationRun(workspace, new Stop(), silent())) {
            run.migrate(run.synchronise(UnaryOperator.identity(), folder, line -> {}));
            workspace.syncSwitch().want(Directions.REVERSE, Instant.now());
            await(() -> workspace.syncSwitch().wish().fulfilled());
            for (int item = 0; item < ITEMS; item += 3) {
                update("x#i" + item, "new");
                delete(target, "k", "x#i" + (item + 1));
            }
            put("i" + ITEMS, "made");
            await(() -> get(source, "id", "i" + ITEMS).containsKey("v")
                    && get(source, "id", "i" + (ITEMS - 2)).isEmpty());

            Report report = new ReverseVerify(workspace, SETTLE).verify(new Stop());

            assertThat(report.differences()).isEmpty();
            assertThat(report.equal()).isTrue();
            assertThat(report.compared()).isEqualTo(2 * (ITEMS * 2L / 3 + 1));
            assertThat(get(source, "id", "i0")).containsEntry("v", text("new")).containsEntry("secret", text("s0"));
            assertThat(workspace.quarantine().list()).isEmpty();
        }
    }

    @Test
    void verify_sourceThatIsNotTheInverse_namesEachDifference() throws InterruptedException {
        try (MigrationRun run = new MigrationRun(workspace, new Stop(), silent())) {
            run.migrate(run.synchronise(UnaryOperator.identity(), folder, line -> {}));
        }
        update("x#i0", "new");
        delete(target, "k", "x#i1");
        put("i" + ITEMS, "made");
        workspace.client().putItem(request -> request.tableName(target).item(Map.of("k", text("odd"))));

        Report report = new ReverseVerify(workspace, Duration.ZERO).verify(new Stop());

        assertThat(report.equal()).isFalse();
        assertThat(report.differences())
                .extracting(Difference::kind)
                .containsExactlyInAnyOrder(Kind.DIFFERENT, Kind.GHOST, Kind.MISSING, Kind.NOT_INVERTIBLE);
    }

    @Test
    void redrive_itemThatCouldNotBeCarriedBack_isOnceItCan() throws InterruptedException {
        try (MigrationRun run = new MigrationRun(workspace, new Stop(), silent())) {
            run.migrate(run.synchronise(UnaryOperator.identity(), folder, line -> {}));
            workspace.syncSwitch().want(Directions.REVERSE, Instant.now());
            await(() -> workspace.syncSwitch().wish().fulfilled());
            workspace.client().putItem(request -> request.tableName(target).item(Map.of("k", text("odd"))));
            await(() -> workspace.quarantine().list().findAny().isPresent());
        }
        assertThat(workspace.quarantine().list())
                .allSatisfy(entry -> assertThat(entry.direction()).isEqualTo(Direction.REVERSE));

        assertThat(new ReverseRedrive(workspace).redrive(new Stop())).isEqualTo(Map.of("left", 1L));
        delete(target, "k", "odd");
        assertThat(new ReverseRedrive(workspace).redrive(new Stop())).isEqualTo(Map.of("carriedBack", 1L));
        assertThat(workspace.quarantine().list()).isEmpty();
    }

    @Test
    void pass_canaryThatNobodyCarriesBack_isTakenOffAllTheSame() throws InterruptedException {
        try (MigrationRun run = new MigrationRun(workspace, new Stop(), silent())) {
            run.migrate(run.synchronise(UnaryOperator.identity(), folder, line -> {}));
        }
        SyncRunner.reverseStreams(workspace);

        assertThatThrownBy(() ->
                        CanaryCheck.ofTargets(workspace, Duration.ofSeconds(1)).pass(target, new Stop()))
                .isInstanceOf(UnusableException.class);

        assertThat(workspace.client().scan(request -> request.tableName(target)).items())
                .hasSize(ITEMS)
                .noneMatch(item -> item.containsKey(ReservedAttributes.CANARY));
    }

    private void update(String key, String value) {
        workspace
                .client()
                .updateItem(request -> request.tableName(target)
                        .key(Map.of("k", text(key)))
                        .updateExpression("SET #value = :value")
                        .expressionAttributeNames(Map.of("#value", "value"))
                        .expressionAttributeValues(Map.of(":value", text(value))));
    }

    private void put(String id, String value) {
        workspace
                .client()
                .putItem(request -> request.tableName(target)
                        .item(Map.of("k", text("x#" + id), "id", text(id), "value", text(value))));
    }

    private void delete(String table, String name, String key) {
        workspace.client().deleteItem(request -> request.tableName(table).key(Map.of(name, text(key))));
    }

    private Map<String, AttributeValue> get(String table, String name, String key) {
        return workspace
                .client()
                .getItem(request ->
                        request.tableName(table).key(Map.of(name, text(key))).consistentRead(true))
                .item();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(600);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static Progress silent() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false);
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
