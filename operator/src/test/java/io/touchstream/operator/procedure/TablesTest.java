package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.TableDefinition;
import io.touchstream.operator.UnusableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.stubbing.OngoingStubbing;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** What DynamoDB Local cannot show: tables that are being made, and point-in-time recovery. */
class TablesTest {
    private static final TableDefinition DEFINITION = Objects.requireNonNull(
            MigrationLoader.parse("test.yaml", """
            name: tables
            source: {tables: [Source]}
            target:
              tables:
                Made:
                  partitionKey: {id: S}
                  globalSecondaryIndexes: {ByName: {partitionKey: {name: S}}}
                  warmThroughput: {readUnitsPerSecond: 20000, writeUnitsPerSecond: 8000}
            """).target().tables().get("Made"));

    private final DynamoDbClient client = mock();
    private final List<String> notices = new ArrayList<>();
    private final List<Duration> slept = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Tables tables = new Tables(client, notices::add, stopped::get, slept::add);

    @BeforeEach
    void answerWithoutTimeToLive() {
        when(client.describeTimeToLive(anyRequest()))
                .thenReturn(DescribeTimeToLiveResponse.builder()
                        .timeToLiveDescription(ttl -> ttl.timeToLiveStatus(TimeToLiveStatus.DISABLED))
                        .build());
        recovery(PointInTimeRecoveryStatus.DISABLED);
    }

    @Test
    void ensure_tableAndThenIndexBeingCreated_areWaitedForAndNamed() {
        described(
                described(TableStatus.CREATING, IndexStatus.CREATING),
                described(TableStatus.CREATING, IndexStatus.CREATING),
                described(TableStatus.CREATING, IndexStatus.CREATING),
                described(TableStatus.ACTIVE, IndexStatus.CREATING),
                described(TableStatus.ACTIVE, IndexStatus.ACTIVE));

        assertThat(tables.ensure("Made", DEFINITION)).isFalse();
        assertThat(slept).hasSize(2);
        assertThat(notices).containsExactly("waiting: table Made is being created");
        verify(client).updateContinuousBackups(anyRequest());
    }

    @Test
    void ensure_stoppedWhileWaiting_saysWhatItWaitedForAndHowToGoOn() {
        described(described(TableStatus.ACTIVE, IndexStatus.CREATING));
        stopped.set(true);

        assertThatThrownBy(() -> tables.ensure("Made", DEFINITION))
                .isInstanceOf(UnusableException.class)
                .hasMessage("stopped while index ByName of table Made is being created: run again to go on");
    }

    @Test
    void ensure_tableBeingDeleted_isRefused() {
        described(described(TableStatus.DELETING, IndexStatus.ACTIVE));

        assertThatThrownBy(() -> tables.ensure("Made", DEFINITION))
                .isInstanceOf(UnusableException.class)
                .hasMessage("table Made cannot be used: it is DELETING");
    }

    @Test
    void ensure_recoveryOn_leavesItOn() {
        described(described(TableStatus.ACTIVE, IndexStatus.ACTIVE));
        recovery(PointInTimeRecoveryStatus.ENABLED);

        tables.ensure("Made", DEFINITION);
        verify(client, never()).updateContinuousBackups(anyRequest());
    }

    @Test
    void ensure_recoveryDenied_isNotTakenForDynamoDbLocal() {
        described(described(TableStatus.ACTIVE, IndexStatus.ACTIVE));
        DynamoDbException denied = (DynamoDbException) DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDeniedException")
                        .errorMessage("no")
                        .build())
                .build();
        when(client.describeContinuousBackups(anyRequest())).thenThrow(denied);

        assertThatThrownBy(() -> tables.ensure("Made", DEFINITION)).isSameAs(denied);
    }

    @Test
    void ensure_missingTable_isCreatedWithItsWarmThroughput() {
        when(client.describeTable(anyRequest()))
                .thenThrow(ResourceNotFoundException.builder().build())
                .thenThrow(ResourceNotFoundException.builder().build())
                .thenReturn(described(TableStatus.ACTIVE, IndexStatus.ACTIVE));

        assertThat(tables.ensure("Made", DEFINITION)).isTrue();
        ArgumentCaptor<CreateTableRequest> request = ArgumentCaptor.captor();
        verify(client).createTable(request.capture());
        assertThat(request.getValue().warmThroughput().writeUnitsPerSecond()).isEqualTo(8_000);
        assertThat(request.getValue()
                        .globalSecondaryIndexes()
                        .get(0)
                        .warmThroughput()
                        .readUnitsPerSecond())
                .isEqualTo(20_000);
    }

    private void recovery(PointInTimeRecoveryStatus status) {
        when(client.describeContinuousBackups(anyRequest()))
                .thenReturn(DescribeContinuousBackupsResponse.builder()
                        .continuousBackupsDescription(backups -> backups.pointInTimeRecoveryDescription(
                                recovery -> recovery.pointInTimeRecoveryStatus(status)))
                        .build());
    }

    private void described(DescribeTableResponse... answers) {
        OngoingStubbing<DescribeTableResponse> stubbing = when(client.describeTable(anyRequest()));
        for (DescribeTableResponse answer : answers) {
            stubbing = stubbing.thenReturn(answer);
        }
    }

    private static DescribeTableResponse described(TableStatus table, IndexStatus index) {
        CreateTableRequest creation = new TableCreation("Made", DEFINITION).request();
        return DescribeTableResponse.builder()
                .table(TableDescription.builder()
                        .tableName("Made")
                        .tableStatus(table)
                        .keySchema(creation.keySchema())
                        .attributeDefinitions(creation.attributeDefinitions())
                        .globalSecondaryIndexes(GlobalSecondaryIndexDescription.builder()
                                .indexName("ByName")
                                .indexStatus(index)
                                .keySchema(
                                        creation.globalSecondaryIndexes().get(0).keySchema())
                                .projection(
                                        creation.globalSecondaryIndexes().get(0).projection())
                                .build())
                        .build())
                .build();
    }

    private static <B> Consumer<B> anyRequest() {
        return any();
    }
}
