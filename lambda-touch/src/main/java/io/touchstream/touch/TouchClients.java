package io.touchstream.touch;

import io.touchstream.touch.rate.Throttles;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Builds the client of segment jobs. */
public final class TouchClients {
    /** How many writes are in flight at once. */
    public static final int CONCURRENCY = 16;

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAXIMUM_ATTEMPTS = 5;
    private static final int FIRST_SERVER_FAULT = 500;

    private TouchClients() {}

    /**
     * Builds a client that tries again after passing faults, and lets throttles through at once: the rate control has to
     * see each of them, and waits as it should.
     *
     * @param destination sets endpoint, region and credentials where they are not the environment's
     */
    public static DynamoDbClient dynamoDb(UnaryOperator<DynamoDbClientBuilder> destination) {
        return destination
                .apply(DynamoDbClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(4 * CONCURRENCY))
                        .overrideConfiguration(configuration -> configuration
                                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                .retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                                        .useClientDefaults(false)
                                        .maxAttempts(MAXIMUM_ATTEMPTS)
                                        .circuitBreakerEnabled(false)
                                        .retryOnException(TouchClients::isPassing)
                                        .build())))
                .build();
    }

    private static boolean isPassing(Throwable failure) {
        if (failure instanceof SdkException throttle
                && Throttles.reason(throttle).isPresent()) {
            return false;
        }
        if (failure instanceof SdkServiceException fault) {
            return fault.statusCode() >= FIRST_SERVER_FAULT;
        }
        return failure instanceof ApiCallAttemptTimeoutException
                || failure instanceof IOException
                || (failure instanceof SdkClientException && failure.getCause() instanceof IOException);
    }
}
