package io.touchstream.operator.phase;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Lease;
import io.touchstream.protocol.control.Lease.Claim;
import io.touchstream.protocol.control.OperatorLock;
import io.touchstream.protocol.control.OperatorLock.Acquired;
import io.touchstream.protocol.control.OperatorLock.Acquisition;
import io.touchstream.protocol.control.OperatorLock.Held;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;

/** Holds a lock while something works: renews its lease in the background, and asks the work to end where it is lost. */
public final class LockKeeper implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int RENEWALS_PER_LEASE = 4;

    private final OperatorLock lock;
    private final Duration lasting;
    private final Stop stop;
    private final Clock clock;
    private final Optional<Lease> takenFrom;
    private final ScheduledExecutorService renewals;
    private final ScheduledFuture<?> renewing;
    private volatile Lease lease;
    private volatile boolean lost;

    private LockKeeper(OperatorLock lock, Acquired acquired, Duration lasting, Stop stop, Clock clock) {
        this.lock = lock;
        this.lease = acquired.lease();
        this.takenFrom = acquired.from();
        this.lasting = lasting;
        this.stop = stop;
        this.clock = clock;
        this.renewals = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lock");
            thread.setDaemon(true);
            return thread;
        });
        long period = lasting.toMillis() / RENEWALS_PER_LEASE;
        renewing = renewals.scheduleAtFixedRate(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lock that every command holds which changes something, also where its lease has expired or its process on
     * this machine is gone.
     *
     * @param command what it is taken for
     * @param stop is asked to end the work where the lock is lost
     * @throws UnusableException when another process holds it
     */
    static LockKeeper ofOperator(Workspace workspace, String command, Stop stop, Clock clock) {
        return take(
                workspace.lock(),
                new Claim(LocalProcess.owner(), command, workspace.definition().checksum()),
                LEASE,
                stop,
                "migration " + workspace.definition().name() + " is being changed by ",
                clock);
    }

    /** As {@link #ofOperator}, but the lock that a process holds for as long as it synchronises. */
    public static LockKeeper ofSync(Workspace workspace, String command, Stop stop) {
        return take(
                workspace.syncLock(),
                new Claim(LocalProcess.owner(), command, workspace.definition().checksum()),
                LEASE,
                stop,
                "migration " + workspace.definition().name() + " is synchronised already by ",
                Clock.systemUTC());
    }

    static LockKeeper take(OperatorLock lock, Claim claim, Duration lasting, Stop stop, String refusal, Clock clock) {
        Acquisition acquisition = lock.acquire(claim, lasting, LocalProcess::isGone);
        if (acquisition instanceof Acquired acquired) {
            return new LockKeeper(lock, acquired, lasting, stop, clock);
        }
        Lease holder = ((Held) acquisition).by();
        throw new UnusableException(refusal + holder
                + ": wait for it to end, or end it; were it killed, its lock is free " + "after " + holder.until());
    }

    /** Returns who holds a lock; nobody where its lease has expired, or its process on this machine is gone. */
    public static Optional<Lease> holder(OperatorLock lock) {
        return lock.holder().filter(lease -> !lock.isOver(lease, LocalProcess::isGone));
    }

    /** Returns from whom the lock was taken over; nothing where it was free. */
    public Optional<Lease> takenFrom() {
        return takenFrom;
    }

    /** Returns the token of this holding. */
    public String token() {
        return lease.token();
    }

    /**
     * Makes sure that the lock was held all the time.
     *
     * @throws UnusableException when it was lost, so that another may be at work
     */
    public void requireHeld() {
        // A process that slept past the end is not told of it: the renewal is late as well, and another may hold it.
        if (!clock.instant().isBefore(lease.until())) {
            renew();
        }
        if (lost) {
            throw new UnusableException(
                    "the lock was lost: this process could not renew it in time, or another took it "
                            + "over; look at history, then do it again");
        }
    }

    /**
     * Renews the lock now, and makes sure that it was held all the time.
     *
     * @throws UnusableException when it was lost
     */
    public void requireRenewed() {
        renew();
        requireHeld();
    }

    private void renew() {
        if (!lost && !isRenewed()) {
            lost = true;
            stop.ask();
        }
    }

    /** A lease that cannot be renewed at present is held until its end. */
    private synchronized boolean isRenewed() {
        try {
            Optional<Lease> renewed = lock.renew(lease, lasting);
            renewed.ifPresent(prolonged -> lease = prolonged);
            return renewed.isPresent();
        } catch (SdkException unreachable) {
            return clock.instant().isBefore(lease.until());
        }
    }

    @Override
    public void close() {
        if (renewals.isShutdown()) {
            return;
        }
        renewing.cancel(false);
        renewals.shutdown();
        try {
            renewals.awaitTermination(lasting.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        lock.release(lease);
    }
}
