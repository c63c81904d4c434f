package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.Lease.Claim;
import io.touchstream.protocol.control.Lease.Owner;
import io.touchstream.protocol.control.OperatorLock.Acquired;
import io.touchstream.protocol.control.OperatorLock.Acquisition;
import io.touchstream.protocol.control.OperatorLock.Held;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

class OperatorLockIT {
    private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int OPERATORS = 8;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "lock-" + UUID.randomUUID());
    private final OperatorLock lock = at(NOW);

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void acquire_freeLock_isTheClaimants() {
        Acquired acquired = take(lock, "ada");

        assertThat(acquired.from()).isEmpty();
        assertThat(acquired.lease().until()).isEqualTo(NOW.plus(LEASE));
        assertThat(lock.holder()).contains(acquired.lease());
        assertThat(acquired.lease()).hasToString("ada@host (process 7), run, since 2026-11-27T08:00:00Z");
    }

    @Test
    void acquire_heldLock_namesTheHolder() {
        Lease lease = take(lock, "ada").lease();

        assertThat(acquire(at(NOW.plus(LEASE)), "bob")).isEqualTo(new Held(lease));
        assertThat(lock.holder()).contains(lease);
    }

    @Test
    void acquire_expiredLock_isTakenOverAndSaysFromWhom() {
        Lease lease = take(lock, "ada").lease();

        Acquired acquired = take(at(NOW.plus(LEASE).plusMillis(1)), "bob");

        assertThat(acquired.from()).contains(lease);
        assertThat(lock.holder()).contains(acquired.lease());
    }

    @Test
    void acquire_lockOfAProcessThatIsGone_isTakenOverAtOnce() {
        Lease lease = take(lock, "ada").lease();

        Acquisition acquisition = lock.acquire(
                claim("bob"), LEASE, owner -> owner.equals(lease.claim().owner()));

        assertThat(acquisition)
                .isInstanceOfSatisfying(
                        Acquired.class, acquired -> assertThat(acquired.from()).contains(lease));
    }

    @Test
    void acquire_lockThatItsHolderRenewsMeanwhile_isNotTakenOver() {
        Lease lease = take(lock, "ada").lease();
        OperatorLock later = at(NOW.plusSeconds(1));

        // The holder renews between the look at its lease and the take-over, which shows that it is not gone.
        Acquisition acquisition = lock.acquire(
                claim("bob"),
                LEASE,
                owner -> lock.holder().equals(Optional.of(lease))
                        && later.renew(lease, LEASE).isPresent());

        assertThat(acquisition)
                .isInstanceOfSatisfying(
                        Held.class, held -> assertThat(held.by().token()).isEqualTo(lease.token()));
    }

    @Test
    void acquire_ofManyOperatorsAtOnce_goesForOne() throws Exception {
        ExecutorService operators = Executors.newFixedThreadPool(OPERATORS);
        try {
            List<Callable<Acquisition>> claims = IntStream.range(0, OPERATORS)
                    .<Callable<Acquisition>>mapToObj(number -> () -> acquire(lock, "operator" + number))
                    .toList();
            int won = 0;
            for (Future<Acquisition> claim : operators.invokeAll(claims)) {
                won += claim.get() instanceof Acquired ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        } finally {
            operators.shutdown();
        }
    }

    @Test
    void acquire_answerOfTheWriteLost_isTheClaimants() {
        // The client sends the same request again, and its condition does not hold any more, since it was done.
        DynamoDbClient twice = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, values) -> {
                    try {
                        if (method.getName().equals("updateItem")) {
                            method.invoke(database.client(), values);
                        }
                        return method.invoke(database.client(), values);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });

        Acquired acquired = take(
                new OperatorLock(new ControlTable(twice, control.name()), Clock.fixed(NOW, ZoneOffset.UTC)), "ada");

        assertThat(acquired.from()).isEmpty();
        assertThat(lock.holder()).contains(acquired.lease());
    }

    @Test
    void acquire_lockTakenAndReleasedAllTheTime_givesUp() {
        AtomicInteger tries = new AtomicInteger();
        DynamoDbClient busy = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, values) -> {
                    if (method.getName().equals("updateItem")) {
                        tries.incrementAndGet();
                        throw ConditionalCheckFailedException.builder().build();
                    }
                    return GetItemResponse.builder().build();
                });
        OperatorLock contended = new OperatorLock(new ControlTable(busy, control.name()), Clock.systemUTC());

        assertThatThrownBy(() -> take(contended, "ada"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lock is taken and released all the time");
        assertThat(tries).hasValue(5);
    }

    @Test
    void renew_ownLease_prolongsItAlsoAfterItExpired() {
        Lease lease = take(lock, "ada").lease();
        Instant late = NOW.plus(LEASE).plusSeconds(5);

        Optional<Lease> renewed = at(late).renew(lease, LEASE);

        assertThat(renewed).isPresent();
        assertThat(lock.holder()).isEqualTo(renewed);
        assertThat(renewed.orElseThrow().until()).isEqualTo(late.plus(LEASE));
    }

    @Test
    void renewAndRelease_leaseThatWasTakenOver_areRefused() {
        Lease lost = take(lock, "ada").lease();
        Lease lease = take(at(NOW.plus(LEASE).plusMillis(1)), "bob").lease();

        assertThat(lock.renew(lost, LEASE)).isEmpty();
        assertThat(lock.release(lost)).isFalse();
        assertThat(lock.holder()).contains(lease);
    }

    @Test
    void release_ownLease_freesTheLock() {
        Lease lease = take(lock, "ada").lease();

        assertThat(lock.release(lease)).isTrue();
        assertThat(lock.holder()).isEmpty();
        assertThat(lock.renew(lease, LEASE)).isEmpty();
        assertThat(take(lock, "bob").from()).isEmpty();
    }

    @Test
    void ofSync_besideTheOperatorsLock_isAnother() {
        take(lock, "ada");

        assertThat(take(OperatorLock.ofSync(control, Clock.systemUTC()), "bob").from())
                .isEmpty();
    }

    private OperatorLock at(Instant instant) {
        return new OperatorLock(control, Clock.fixed(instant, ZoneOffset.UTC));
    }

    private static Acquired take(OperatorLock lock, String user) {
        return (Acquired) acquire(lock, user);
    }

    private static Acquisition acquire(OperatorLock lock, String user) {
        return lock.acquire(claim(user), LEASE, owner -> false);
    }

    private static Claim claim(String user) {
        return new Claim(new Owner(user, "host", 7, "space"), "run", "checksum");
    }
}
