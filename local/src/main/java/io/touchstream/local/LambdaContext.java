package io.touchstream.local;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives one local invocation what Lambda gives it: a request id, and a remaining time that counts down from the timeout. */
public final class LambdaContext implements Context {
    private static final int MEMORY_MB = 1_024;

    private final String functionName;
    private final Clock clock;
    private final Instant deadline;
    private final String requestId = UUID.randomUUID().toString();

    /** Begins an invocation of the named function now; it must have ended after the timeout. */
    public LambdaContext(String functionName, Duration timeout, Clock clock) {
        this.functionName = functionName;
        this.clock = clock;
        this.deadline = clock.instant().plus(timeout);
    }

    /** Begins an invocation of the named function now, by the system's clock. */
    public LambdaContext(String functionName, Duration timeout) {
        this(functionName, timeout, Clock.systemUTC());
    }

    /** Returns the time left in milliseconds, never less than 0. */
    @Override
    public int getRemainingTimeInMillis() {
        long left = Duration.between(clock.instant(), deadline).toMillis();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, left));
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getLogGroupName() {
        return "/local/" + functionName;
    }

    @Override
    public String getLogStreamName() {
        return "local";
    }

    @Override
    public String getFunctionName() {
        return functionName;
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:local:000000000000:function:" + functionName;
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getMemoryLimitInMB() {
        return MEMORY_MB;
    }

    @Override
    public LambdaLogger getLogger() {
        return new SlfLogger(LoggerFactory.getLogger(functionName));
    }

    private record SlfLogger(Logger logger) implements LambdaLogger {
        @Override
        public void log(String message) {
            logger.info(message);
        }

        @Override
        public void log(byte[] message) {
            logger.info(new String(message, StandardCharsets.UTF_8));
        }
    }
}
