package io.touchstream.local.stream;

import java.time.Duration;

/**
 * Holds what AWS lets one set for an event source mapping, under AWS's names and within AWS's limits, and two settings that
 * only the stand-in has.
 *
 * @param batchSize the most records an invocation gets, 1 to 10,000
 * @param maximumBatchingWindow how long records may wait for others, up to 5 minutes
 * @param parallelizationFactor how many batches of one shard may be worked on at once, 1 to 10
 * @param maximumRetryAttempts how often a failed batch is tried again, up to 10,000; -1 is without end
 * @param maximumRecordAgeInSeconds how old a record may grow, 60 to 604,800; -1 is any age
 * @param bisectBatchOnFunctionError whether a failed batch is halved, which uses up no retry
 * @param reportBatchItemFailures whether the handler's response is read; if not, every return is a full success
 * @param functionTimeout how long an invocation may take, up to 15 minutes; a longer one has failed
 * @param pollInterval how long an idle shard is left alone; a Lambda mapping reads some four times a second
 * @param shardDiscoveryInterval how often new shards are looked for (the stand-in's own)
 */
public record EventSourceMappingSettings(
        int batchSize,
        Duration maximumBatchingWindow,
        int parallelizationFactor,
        int maximumRetryAttempts,
        int maximumRecordAgeInSeconds,
        boolean bisectBatchOnFunctionError,
        boolean reportBatchItemFailures,
        Duration functionTimeout,
        Duration pollInterval,
        Duration shardDiscoveryInterval) {
    /** The value of a limit that is not set. */
    public static final int UNLIMITED = -1;

    private static final int DEFAULT_BATCH_SIZE = 100;
    private static final int MAX_BATCH_SIZE = 10_000;
    private static final int MAX_FACTOR = 10;
    private static final int MAX_RETRIES = 10_000;
    private static final int MIN_AGE = 60;
    private static final int MAX_AGE = 604_800;
    private static final Duration MAX_WINDOW = Duration.ofMinutes(5);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);

    public EventSourceMappingSettings {
        check("batchSize", batchSize, 1, MAX_BATCH_SIZE);
        check("parallelizationFactor", parallelizationFactor, 1, MAX_FACTOR);
        check("maximumRetryAttempts", maximumRetryAttempts, UNLIMITED, MAX_RETRIES);
        if (maximumRecordAgeInSeconds != UNLIMITED) {
            check("maximumRecordAgeInSeconds", maximumRecordAgeInSeconds, MIN_AGE, MAX_AGE);
        }
        check("maximumBatchingWindow", maximumBatchingWindow, Duration.ZERO, MAX_WINDOW);
        check("functionTimeout", functionTimeout, Duration.ofMillis(1), MAX_TIMEOUT);
        check("pollInterval", pollInterval, Duration.ofMillis(1), MAX_WINDOW);
        check("shardDiscoveryInterval", shardDiscoveryInterval, Duration.ofMillis(1), MAX_WINDOW);
    }

    /** Returns AWS's defaults, with partial failures reported. */
    public static EventSourceMappingSettings defaults() {
        return new EventSourceMappingSettings(
                DEFAULT_BATCH_SIZE,
                Duration.ZERO,
                1,
                UNLIMITED,
                UNLIMITED,
                false,
                true,
                Duration.ofMinutes(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(10));
    }

    /** Returns a copy with another batch size. */
    public EventSourceMappingSettings withBatchSize(int size) {
        return new EventSourceMappingSettings(
                size,
                maximumBatchingWindow,
                parallelizationFactor,
                maximumRetryAttempts,
                maximumRecordAgeInSeconds,
                bisectBatchOnFunctionError,
                reportBatchItemFailures,
                functionTimeout,
                pollInterval,
                shardDiscoveryInterval);
    }

    /** Returns a copy with another batching window. */
    public EventSourceMappingSettings withMaximumBatchingWindow(Duration window) {
        return new EventSourceMappingSettings(
                batchSize,
                window,
                parallelizationFactor,
                maximumRetryAttempts,
                maximumRecordAgeInSeconds,
                bisectBatchOnFunctionError,
                reportBatchItemFailures,
                functionTimeout,
                pollInterval,
                shardDiscoveryInterval);
    }

    /** Returns a copy with another number of batches at once. */
    public EventSourceMappingSettings withParallelizationFactor(int factor) {
        return new EventSourceMappingSettings(
                batchSize,
                maximumBatchingWindow,
                factor,
                maximumRetryAttempts,
                maximumRecordAgeInSeconds,
                bisectBatchOnFunctionError,
                reportBatchItemFailures,
                functionTimeout,
                pollInterval,
                shardDiscoveryInterval);
    }

    /** Returns a copy with other limits on what is tried again. */
    public EventSourceMappingSettings withRetries(int attempts, int recordAgeInSeconds, boolean bisect) {
        return new EventSourceMappingSettings(
                batchSize,
                maximumBatchingWindow,
                parallelizationFactor,
                attempts,
                recordAgeInSeconds,
                bisect,
                reportBatchItemFailures,
                functionTimeout,
                pollInterval,
                shardDiscoveryInterval);
    }

    /** Returns a copy with other times for the function and for polling. */
    public EventSourceMappingSettings withTimes(Duration timeout, Duration poll, Duration discovery) {
        return new EventSourceMappingSettings(
                batchSize,
                maximumBatchingWindow,
                parallelizationFactor,
                maximumRetryAttempts,
                maximumRecordAgeInSeconds,
                bisectBatchOnFunctionError,
                reportBatchItemFailures,
                timeout,
                poll,
                discovery);
    }

    private static <T extends Comparable<T>> void check(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
