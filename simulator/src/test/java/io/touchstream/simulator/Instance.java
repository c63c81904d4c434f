package io.touchstream.simulator;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;

/** One instance of a function: its clock, which may be wrong, its deadline, and whether it is still alive. */
final class Instance extends Clock implements Context {
    static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
    private static final long NEVER = Long.MAX_VALUE;

    final String name;
    final Random random;
    private final Scheduler scheduler;
    private final long skew;
    private long deadline = NEVER;
    private boolean dead;

    Instance(String name, int number, Scheduler scheduler, long skew) {
        this.name = name;
        this.random = new Random(number);
        this.scheduler = scheduler;
        this.skew = skew;
    }

    /** Begins an invocation. */
    void begin(long timeout) {
        deadline = scheduler.now() + timeout;
    }

    /** Ends an invocation. */
    void end() {
        deadline = NEVER;
    }

    void die() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    boolean isLate() {
        return scheduler.now() > deadline;
    }

    /** Ends the process where it is dead, or its invocation's time is over. */
    void check() {
        dead |= isLate();
        if (dead) {
            throw new Crash();
        }
    }

    void sleep(Duration duration) {
        check();
        scheduler.sleep(Math.min(Math.max(1, duration.toMillis()), Math.max(1, deadline - scheduler.now() + 1)));
        check();
    }

    @Override
    public int getRemainingTimeInMillis() {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, deadline - scheduler.now()));
    }

    @Override
    public Instant instant() {
        return START.plusMillis(scheduler.now() + skew);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getAwsRequestId() {
        return name;
    }

    @Override
    public String getLogGroupName() {
        return name;
    }

    @Override
    public String getLogStreamName() {
        return name;
    }

    @Override
    public String getFunctionName() {
        return name;
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return name;
    }

    @Override
    public CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1024;
    }

    @Override
    public LambdaLogger getLogger() {
        throw new UnsupportedOperationException();
    }
}
