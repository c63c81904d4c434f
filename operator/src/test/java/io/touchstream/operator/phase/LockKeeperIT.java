package io.touchstream.operator.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Lease;
import io.touchstream.protocol.control.Lease.Claim;
import io.touchstream.protocol.control.Lease.Owner;
import io.touchstream.protocol.control.OperatorLock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockKeeperIT {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final long PATIENCE_SECONDS = 600;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "keeper-" + UUID.randomUUID());
    private final OperatorLock lock = new OperatorLock(control, Clock.systemUTC());
    private final Stop stop = new Stop();

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void take_whileItIsHeld_renewsItsLease() throws InterruptedException {
        try (LockKeeper keeper =
                LockKeeper.take(lock, claim(LocalProcess.owner()), LEASE, stop, "held by ", Clock.systemUTC())) {
            Lease first = lock.holder().orElseThrow();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (lock.holder().orElseThrow().until().equals(first.until()) && System.nanoTime() < end) {
                Thread.sleep(50);
            }

            assertThat(lock.holder().orElseThrow().until()).isAfter(first.until());
            assertThatCode(keeper::requireHeld).doesNotThrowAnyException();
        }
        assertThat(lock.holder()).isEmpty();
        assertThat(stop.isAsked()).isFalse();
    }

    @Test
    void renew_lockThatAnotherTookOver_asksTheWorkToEnd() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        stop.onAsk(asked::countDown);
        OperatorLock.Acquired other;
        try (LockKeeper keeper =
                LockKeeper.take(lock, claim(LocalProcess.owner()), LEASE, stop, "held by ", Clock.systemUTC())) {
            lock.release(lock.holder().orElseThrow());
            other = (OperatorLock.Acquired) lock.acquire(claim(elsewhere(1)), Duration.ofMinutes(5), owner -> false);

            assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(keeper::requireHeld)
                    .isInstanceOf(UnusableException.class)
                    .hasMessageStartingWith("the lock was lost");
        }
        assertThat(lock.holder()).contains(other.lease());
    }

    @Test
    void requireHeld_pastTheEndOfALeaseThatAnotherTookOver_isRefused() {
        AtomicLong slept = new AtomicLong();
        try (LockKeeper keeper = asleep(slept)) {
            slept.set(Duration.ofHours(2).toSeconds());
            timed(slept).acquire(claim(elsewhere(1)), Duration.ofMinutes(5), owner -> false);

            assertThatThrownBy(keeper::requireHeld)
                    .isInstanceOf(UnusableException.class)
                    .hasMessageStartingWith("the lock was lost");
            assertThat(stop.isAsked()).isTrue();
        }
    }

    @Test
    void requireHeld_pastTheEndOfALeaseThatNobodyTook_renewsIt() {
        AtomicLong slept = new AtomicLong();
        try (LockKeeper keeper = asleep(slept)) {
            slept.set(Duration.ofHours(2).toSeconds());

            keeper.requireHeld();

            assertThat(lock.holder().orElseThrow().until())
                    .isAfter(Instant.now().plus(Duration.ofHours(2)));
        }
    }

    @Test
    void requireRenewed_lockThatAnotherHas_isRefusedWithoutWaitingForTheRenewal() {
        AtomicLong slept = new AtomicLong();
        try (LockKeeper keeper = asleep(slept)) {
            keeper.requireRenewed();
            lock.release(lock.holder().orElseThrow());

            assertThatCode(keeper::requireHeld).doesNotThrowAnyException();
            assertThatThrownBy(keeper::requireRenewed).isInstanceOf(UnusableException.class);
        }
    }

    @Test
    void take_lockOfAProcessElsewhere_isRefusedAndNamesIt() {
        lock.acquire(claim(elsewhere(1)), Duration.ofMinutes(5), owner -> false);

        assertThatThrownBy(() ->
                        LockKeeper.take(lock, claim(LocalProcess.owner()), LEASE, stop, "held by ", Clock.systemUTC()))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith("held by ada@elsewhere (process 1), run, since ");
    }

    @Test
    void take_lockOfAProcessOfThisMachineThatIsGone_isTakenOver() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        Owner own = LocalProcess.owner();
        Owner gone = new Owner(own.user(), own.host(), process.pid(), own.processes());
        lock.acquire(claim(gone), Duration.ofMinutes(5), owner -> false);

        try (LockKeeper keeper = LockKeeper.take(lock, claim(own), LEASE, stop, "held by ", Clock.systemUTC())) {
            assertThat(keeper.takenFrom().orElseThrow().claim().owner()).isEqualTo(gone);
        }
    }

    @Test
    void isGone_processOfAnotherMachine_isNeverKnownToBe() {
        assertThat(LocalProcess.isGone(elsewhere(Integer.MAX_VALUE))).isFalse();
        assertThat(LocalProcess.isGone(LocalProcess.owner())).isFalse();
    }

    /** Returns a keeper that never renews by itself as long as a test takes. */
    private LockKeeper asleep(AtomicLong slept) {
        return LockKeeper.take(
                timed(slept), claim(LocalProcess.owner()), Duration.ofHours(1), stop, "held by ", clock(slept));
    }

    private OperatorLock timed(AtomicLong slept) {
        return new OperatorLock(control, clock(slept));
    }

    private static Clock clock(AtomicLong slept) {
        InstantSource source = () -> Instant.now().plusSeconds(slept.get());
        return source.withZone(ZoneOffset.UTC);
    }

    private static Owner elsewhere(long pid) {
        return new Owner("ada", "elsewhere", pid, "another");
    }

    private static Claim claim(Owner owner) {
        return new Claim(owner, "run", "checksum");
    }
}
