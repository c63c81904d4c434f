package io.touchstream.touch;

import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Builds the client of segment jobs. */
public final class TouchClients {
    /** How many writes are in flight at once. */
    public static final int CONCURRENCY = 16;

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    /** Few, so that throttles reach the rate control soon, which then waits as it should. */
    private static final int MAXIMUM_ATTEMPTS = 2;

    private TouchClients() {}

    /**
     * Builds a client.
     *
     * @param destination sets endpoint, region and credentials where they are not the environment's
     */
    public static DynamoDbClient dynamoDb(UnaryOperator<DynamoDbClientBuilder> destination) {
        return destination
                .apply(DynamoDbClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(4 * CONCURRENCY))
                        .overrideConfiguration(configuration -> configuration
                                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                        .maxAttempts(MAXIMUM_ATTEMPTS)
                                        .circuitBreakerEnabled(false)
                                        .build())))
                .build();
    }
}
