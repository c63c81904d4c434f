package io.touchstream.sync;

import io.touchstream.sync.report.ThrottleBeats;
import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;

/** Builds the clients that sync writes with. */
public final class SyncClients {
    /** Shorter than any invocation, so that a request which hangs is tried again or reported, never left behind. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    /** Throttles are waited out for as long as a call's own time-out allows; this only bounds the count. */
    private static final int MAXIMUM_ATTEMPTS = 50;

    private SyncClients() {}

    static S3Client s3() {
        return S3Client.builder().httpClientBuilder(ApacheHttpClient.builder()).build();
    }

    /** Builds a client whose throttles nobody is told of. */
    public static DynamoDbClient dynamoDb(int concurrency, UnaryOperator<DynamoDbClientBuilder> destination) {
        return dynamoDb(concurrency, destination, ThrottleBeats.silent());
    }

    /**
     * Builds a client whose retries, with backoff and jitter, end with the time that each call is given.
     *
     * @param concurrency how many requests may be in flight
     * @param destination sets endpoint, region and credentials where they are not the environment's
     * @param throttles is told of each throttle
     */
    public static DynamoDbClient dynamoDb(
            int concurrency, UnaryOperator<DynamoDbClientBuilder> destination, ThrottleBeats throttles) {
        return destination
                .apply(DynamoDbClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(concurrency + 4))
                        .overrideConfiguration(configuration -> configuration
                                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                        .maxAttempts(MAXIMUM_ATTEMPTS)
                                        // The SDK takes a cancelled transaction for final, whatever cancelled it.
                                        .retryOnException(ThrottleBeats::isThrottledTransaction)
                                        .treatAsThrottling(throttles)
                                        .circuitBreakerEnabled(false)
                                        .build())))
                .build();
    }
}
