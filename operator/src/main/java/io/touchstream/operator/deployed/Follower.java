package io.touchstream.operator.deployed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows an execution to its end. */
public final class Follower {
    /** Far below what an account may ask. Source: Step Functions developer guide, "Service quotas", DescribeExecution. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Deployment deployment;
    private final Duration interval;

    public Follower(Deployment deployment) {
        this(deployment, INTERVAL);
    }

    Follower(Deployment deployment, Duration interval) {
        this.deployment = deployment;
        this.interval = interval;
    }

    /**
     * Waits until an execution has ended, or until the latch is open.
     *
     * @return the execution as it was seen last; still running where it was no longer to be followed
     */
    public Execution follow(Execution begun, CountDownLatch enough) throws InterruptedException {
        Execution seen = begun;
        while (seen.isRunning() && !enough.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            // What is said of an execution may be older than its start, or than its redrive.
            seen = deployment
                    .execution(begun.name())
                    .filter(execution -> execution.redrives() >= begun.redrives())
                    .orElse(begun);
        }
        return seen;
    }
}
