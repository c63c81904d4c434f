package io.touchstream.touch.segment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Keeps all requests and pauses of a page within the invocation's time. Safe to share between threads. */
public final class Deadline {
    /** What is kept back for storing the outcome. */
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final Instant end;
    private final Clock clock;
    private final Sleeper sleeper;

    /** Makes the deadline of what is done for one page. */
    public Deadline(Instant invocationEnd, Clock clock, Sleeper sleeper) {
        this.end = invocationEnd.minus(RESERVE);
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Sends a request that is given up when time runs out. */
    public <T> T within(Function<AwsRequestOverrideConfiguration, T> request) throws OutOfTimeException {
        Duration left = left();
        try {
            return request.apply(AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(left)
                    .build());
        } catch (ApiCallTimeoutException timeout) {
            throw new OutOfTimeException("a request took all the time that was left");
        }
    }

    /** Returns how much time there is for a request. */
    public Duration left() throws OutOfTimeException {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative() || left.isZero()) {
            throw new OutOfTimeException("no time left for a request");
        }
        return left;
    }

    /** Tells whether there is time to wait for that long. */
    public boolean allows(Duration duration) {
        return !clock.instant().plus(duration).isAfter(end);
    }

    /** Makes sure that there is time to wait for that long. */
    public void check(Duration duration) throws OutOfTimeException {
        if (!allows(duration)) {
            throw new OutOfTimeException("no time left to wait");
        }
    }

    /** Waits, where the time allows it. */
    public void pause(Duration duration) throws OutOfTimeException {
        check(duration);
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new OutOfTimeException("interrupted");
        }
    }
}
