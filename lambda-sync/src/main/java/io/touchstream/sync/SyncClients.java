package io.touchstream.sync;

import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Builds the client that sync writes with. */
public final class SyncClients {
    /** Shorter than any invocation, so that a request which hangs is tried again or reported, never left behind. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    /** Throttles are waited out for as long as a call's own time-out allows; this only bounds the count. */
    private static final int MAXIMUM_ATTEMPTS = 50;

    private SyncClients() {}

    static DynamoDbClient dynamoDb(int concurrency) {
        return dynamoDb(concurrency, UnaryOperator.identity());
    }

    /**
     * Builds a client whose retries, with backoff and jitter, end with the time that each call is given.
     *
     * @param concurrency how many requests may be in flight
     * @param destination sets endpoint, region and credentials where they are not the environment's
     */
    public static DynamoDbClient dynamoDb(int concurrency, UnaryOperator<DynamoDbClientBuilder> destination) {
        return destination
                .apply(DynamoDbClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(concurrency + 4))
                        .overrideConfiguration(configuration -> configuration
                                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                        .maxAttempts(MAXIMUM_ATTEMPTS)
                                        .circuitBreakerEnabled(false)
                                        .build())))
                .build();
    }
}
