package io.touchstream.operator.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Differences.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Rehearses every worked migration, and rehearses with defects that are put into sync and touch on purpose. */
class RehearsalIT {
    private static final Path MIGRATIONS = Path.of("..", "migrations");
    private static final Path ISSUES = MIGRATIONS.resolve("20261120-issues-by-status");

    /** Its rules can be undone for every item. */
    private static final Path BOOKS = MIGRATIONS.resolve("20261120-books");

    @TempDir
    private Path local = Path.of("");

    static List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.filter(file -> Files.exists(file.resolve("migration.yaml")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void run_workedMigration_isProven(Path folder) throws InterruptedException {
        RehearsalReport report = rehearse(folder, 400, request -> request);

        assertThat(report.findings()).isEmpty();
        assertThat(report.verify().differences()).isEmpty();
        if (MigrationLoader.load(folder).inPlace() == null) {
            assertThat(report.cutover()).isNotNull().satisfies(move -> {
                assertThat(move.blockers()).isEmpty();
                assertThat(move.writePauseMillis()).isPositive();
            });
        }
        assertThat(report.proven()).isTrue();
        assertThat(report.changes()).isPositive();
    }

    @Test
    void run_applicationInTheTarget_flowsBack() throws InterruptedException {
        RehearsalReport report = rehearse(BOOKS, 400, request -> request);

        assertThat(report.cutover())
                .isNotNull()
                .satisfies(move -> assertThat(move.flowedBack()).isPositive());
        assertThat(report.proven()).isTrue();
    }

    @Test
    void run_whatFlowsBackIsAltered_isNotProven() throws InterruptedException {
        RehearsalReport report = rehearse(BOOKS, 400, RehearsalIT::withAlteredSource);

        assertThat(report.proven()).isFalse();
        assertThat(report.findings()).anyMatch(finding -> finding.contains("differs from what the application wrote"));
    }

    @Test
    void run_putsWithoutTheirCondition_isNotProven() throws InterruptedException {
        RehearsalReport report = rehearse(ISSUES, 2_000, RehearsalIT::withoutPutConditions);

        assertThat(report.proven()).isFalse();
        assertThat(report.verify().faults()).containsKey(Kind.DIFFERENT);
    }

    @Test
    void run_oldKeysNotDeleted_isNotProven() throws InterruptedException {
        RehearsalReport report = rehearse(ISSUES, 2_000, RehearsalIT::withoutDeletes);

        assertThat(report.proven()).isFalse();
        assertThat(report.verify().faults()).containsKey(Kind.GHOST);
    }

    @Test
    void run_markerLeftIn_isNotProven() throws InterruptedException {
        RehearsalReport report = rehearse(ISSUES, 2_000, RehearsalIT::withMarker);

        assertThat(report.proven()).isFalse();
        assertThat(report.verify().differences())
                .anySatisfy(difference -> assertThat(difference.attributes()).contains("migrate"));
    }

    @Test
    void run_touchWithoutItsCondition_isNotProven() throws InterruptedException {
        RehearsalReport report = rehearse(ISSUES, 6_000, RehearsalIT::withoutTouchCondition);

        assertThat(report.proven()).isFalse();
        assertThat(report.findings()).anyMatch(finding -> finding.contains("deleted"));
    }

    private RehearsalReport rehearse(Path folder, int items, UnaryOperator<SdkRequest> defect)
            throws InterruptedException {
        try (EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
                Workspace workspace = new Workspace(
                        new Defective(database.endpoint(), defect).connection(),
                        MigrationLoader.load(folder),
                        new FileImageStore(local))) {
            return new Rehearsal(
                            workspace,
                            new RehearsalOptions(folder, Map.of(), null, items, 7, true),
                            new Progress(System.err, false),
                            new Stop(),
                            local)
                    .run();
        }
    }

    /** Only reverse sync leaves a provenance in the source. */
    private static SdkRequest withAlteredSource(SdkRequest request) {
        if (request instanceof PutItemRequest put
                && put.tableName().equals("Books")
                && put.item().containsKey("_touchstream")) {
            Map<String, AttributeValue> item = new HashMap<>(put.item());
            item.put("altered", AttributeValue.fromS("on the way back"));
            return put.toBuilder().item(item).build();
        }
        return request;
    }

    private static SdkRequest withoutPutConditions(SdkRequest request) {
        if (request instanceof PutItemRequest put && put.tableName().equals("AppTableV2")) {
            return put.toBuilder()
                    .conditionExpression(null)
                    .expressionAttributeNames(null)
                    .expressionAttributeValues(null)
                    .returnValuesOnConditionCheckFailure((String) null)
                    .build();
        }
        return request;
    }

    private static SdkRequest withoutDeletes(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            List<TransactWriteItem> harmless = transaction.transactItems().stream()
                    .map(item -> item.delete() == null ? item : elsewhere(item))
                    .toList();
            return transaction.toBuilder().transactItems(harmless).build();
        }
        return request;
    }

    private static TransactWriteItem elsewhere(TransactWriteItem item) {
        Map<String, AttributeValue> nobody =
                Map.of("PK", AttributeValue.fromS("nobody"), "SK", AttributeValue.fromS("x"));
        return item.toBuilder()
                .delete(item.delete().toBuilder().key(nobody).build())
                .build();
    }

    private static SdkRequest withMarker(SdkRequest request) {
        if (request instanceof PutItemRequest put && put.tableName().equals("AppTableV2")) {
            Map<String, AttributeValue> item = new HashMap<>(put.item());
            item.put("migrate", AttributeValue.fromS("left in"));
            return put.toBuilder().item(item).build();
        }
        return request;
    }

    private static SdkRequest withoutTouchCondition(SdkRequest request) {
        if (request instanceof UpdateItemRequest update
                && update.tableName().equals("AppTable")
                && String.valueOf(update.updateExpression()).contains("#marker")) {
            return update.toBuilder()
                    .conditionExpression(null)
                    .expressionAttributeNames(Map.of("#marker", "migrate"))
                    .expressionAttributeValues(
                            Map.of(":token", update.expressionAttributeValues().get(":token")))
                    .build();
        }
        return request;
    }

    /** A connection whose clients send defective requests. */
    private record Defective(URI endpoint, UnaryOperator<SdkRequest> defect) implements ExecutionInterceptor {
        private Connection connection() {
            return new Connection(endpoint, null, null, this::tamper);
        }

        private DynamoDbClientBuilder tamper(DynamoDbClientBuilder builder) {
            return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(this)
                    .build());
        }

        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return defect.apply(context.request());
        }
    }
}
