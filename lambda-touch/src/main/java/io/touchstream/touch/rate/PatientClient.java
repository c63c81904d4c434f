package io.touchstream.touch.rate;

import io.touchstream.touch.segment.Sleeper;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Waits throttles out, for requests that keep no rate: reads, and everything of the control table. The client behind it
 * lets throttles through at once.
 *
 * <p>Gives up after about half a minute, or when the request's own time-out has passed in waiting. Knows only the
 * operations that segment jobs need. Safe to share between threads.
 */
public final class PatientClient implements DynamoDbClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DynamoDbClient client;
    private final Sleeper sleeper;
    private final Backoff backoff;

    public PatientClient(DynamoDbClient client, Sleeper sleeper, Backoff backoff) {
        this.client = client;
        this.sleeper = sleeper;
        this.backoff = backoff;
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return patiently(request, () -> client.batchGetItem(request));
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return patiently(request, () -> client.deleteItem(request));
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        return patiently(request, () -> client.describeTable(request));
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return patiently(request, () -> client.getItem(request));
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return patiently(request, () -> client.putItem(request));
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return patiently(request, () -> client.query(request));
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        return patiently(request, () -> client.scan(request));
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        return patiently(request, () -> client.transactWriteItems(request));
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return patiently(request, () -> client.updateItem(request));
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** Does nothing: the client behind it belongs to who made it. */
    @Override
    public void close() {}

    private <T> T patiently(DynamoDbRequest request, Supplier<T> call) {
        Duration patience = request.overrideConfiguration()
                .flatMap(AwsRequestOverrideConfiguration::apiCallTimeout)
                .filter(timeout -> timeout.compareTo(PATIENCE) < 0)
                .orElse(PATIENCE);
        Duration waited = Duration.ZERO;
        for (int throttles = 0; ; throttles++) {
            try {
                return call.get();
            } catch (SdkException failure) {
                Duration delay = backoff.after(throttles);
                waited = waited.plus(delay);
                if (Throttles.reason(failure).isEmpty() || waited.compareTo(patience) > 0) {
                    throw failure;
                }
                sleep(delay);
            }
        }
    }

    private void sleep(Duration delay) {
        try {
            sleeper.sleep(delay);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted");
        }
    }
}
