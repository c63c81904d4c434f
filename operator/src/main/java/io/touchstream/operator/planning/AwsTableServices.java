package io.touchstream.operator.planning;

import io.touchstream.touch.prepare.StreamReaders;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.DestinationStatus;
import software.amazon.awssdk.services.dynamodb.model.KinesisDataStreamDestination;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;

/** Asks DynamoDB and Lambda. */
final class AwsTableServices implements TableServices {
    /** How an endpoint says that it lacks an operation, and a service that the caller may not use it. */
    private static final Set<String> NO_ANSWER = Set.of(
            "UnknownOperationException",
            "AccessDeniedException",
            "UnsupportedOperationException",
            "NotImplementedException");

    private static final Set<DestinationStatus> IDLE =
            Set.of(DestinationStatus.DISABLED, DestinationStatus.DISABLING, DestinationStatus.ENABLE_FAILED);

    private final DynamoDbClient client;
    private final @Nullable StreamReaders readers;

    /**
     * Creates it.
     *
     * @param readers finds the readers of a stream; null where the endpoint is DynamoDB's alone
     */
    AwsTableServices(DynamoDbClient client, @Nullable StreamReaders readers) {
        this.client = client;
        this.readers = readers;
    }

    @Override
    public Optional<List<String>> streamReaders(String streamArn) {
        StreamReaders asked = readers;
        return asked == null ? Optional.empty() : answer(() -> asked.of(streamArn));
    }

    @Override
    public Optional<List<String>> kinesisStreams(String table) {
        return answer(() -> client
                .describeKinesisStreamingDestination(request -> request.tableName(table))
                .kinesisDataStreamDestinations()
                .stream()
                .filter(destination -> !IDLE.contains(destination.destinationStatus()))
                .map(KinesisDataStreamDestination::streamArn)
                .toList());
    }

    @Override
    public Optional<Boolean> pointInTimeRecovery(String table) {
        return answer(() -> {
            PointInTimeRecoveryDescription recovery = client.describeContinuousBackups(
                            request -> request.tableName(table))
                    .continuousBackupsDescription()
                    .pointInTimeRecoveryDescription();
            return recovery != null && recovery.pointInTimeRecoveryStatus() == PointInTimeRecoveryStatus.ENABLED;
        });
    }

    @Override
    public Optional<List<Instant>> backups(String table) {
        return answer(() -> client.listBackups(request -> request.tableName(table)).backupSummaries().stream()
                .map(BackupSummary::backupCreationDateTime)
                .sorted(Comparator.reverseOrder())
                .toList());
    }

    private static <T> Optional<T> answer(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (AwsServiceException failure) {
            if (failure.awsErrorDetails() != null
                    && NO_ANSWER.contains(failure.awsErrorDetails().errorCode())) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}
