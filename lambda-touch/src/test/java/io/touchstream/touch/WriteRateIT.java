package io.touchstream.touch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.OutOfTimeException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

class WriteRateIT {
    private static final Instant DEADLINE = VirtualTime.START.plus(Duration.ofMinutes(15));

    private final ControlTable control =
            new ControlTable(EmbeddedDynamoDb.shared().client(), "rate-" + UUID.randomUUID());
    private final TouchSettings settings = new TouchSettings(control);
    private final SyncHeartbeats heartbeats = new SyncHeartbeats(control);
    private final VirtualTime time = new VirtualTime();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final WriteRate rate = new WriteRate(settings, heartbeats, time);
    private final PacedWrites writes = new PacedWrites(pool, rate, time, time, new Random(1), stopped::get);

    WriteRateIT() {
        EmbeddedDynamoDb.shared().client().createTable(ControlTable.creation(control.name()));
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    @Test
    void sendAll_limit_isKept() throws Exception {
        settings.rate(100);
        writes.sendAll(Collections.nCopies(1000, left -> 1), DEADLINE);

        assertThat(time.passed()).isBetween(Duration.ofMillis(9500), Duration.ofMillis(10_500));
    }

    @Test
    void sendAll_limitSharedByWorkers_isDivided() throws Exception {
        settings.rate(100);
        settings.workers(4);
        writes.sendAll(Collections.nCopies(250, left -> 1), DEADLINE);

        assertThat(time.passed()).isBetween(Duration.ofMillis(9500), Duration.ofMillis(10_500));
    }

    @Test
    void sendAll_severalSegmentsHere_haveTheirShares() throws Exception {
        settings.rate(100);
        settings.workers(4);
        rate.beginSegment();
        rate.beginSegment();
        writes.sendAll(Collections.nCopies(500, left -> 1), DEADLINE);

        assertThat(time.passed()).isBetween(Duration.ofMillis(9000), Duration.ofMillis(10_500));
    }

    @Test
    void sendAll_segmentLeft_givesItsShareBack() throws Exception {
        settings.rate(100);
        settings.workers(2);
        rate.beginSegment();
        rate.beginSegment();
        rate.endSegment();
        writes.sendAll(Collections.nCopies(500, left -> 1), DEADLINE);

        assertThat(time.passed()).isBetween(Duration.ofMillis(9000), Duration.ofMillis(10_500));
    }

    @Test
    void sendAll_notInTime_givesItsPlaceBack() throws Exception {
        settings.rate(1);
        for (int invocation = 0; invocation < 5; invocation++) {
            Instant soon = time.instant().plusSeconds(5);
            assertThatThrownBy(() -> writes.sendAll(Collections.nCopies(100, left -> 1), soon))
                    .isInstanceOf(OutOfTimeException.class);
        }

        assertThat(rate.acquire().delay()).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void sendAll_throttledBelowOneUnitASecond_isNoFasterThanTheLimit() {
        settings.rate(1);
        settings.workers(10);
        rate.acquire();
        rate.throttled("reason");

        assertThat(rate.acquire().delay()).isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void sendAll_stoppedInALongWait_endsSoon() {
        settings.rate(1);
        time.duringEach(() -> stopped.set(time.passed().compareTo(Duration.ofSeconds(3)) > 0));

        assertThatThrownBy(() -> writes.sendAll(List.of(left -> 60, left -> 1, left -> 1), DEADLINE))
                .isInstanceOf(OutOfTimeException.class)
                .hasMessage("stopped");
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void isHeld_nothingHeardOfSyncAfterAChange_isTrueUntilItBeats() {
        heartbeats.beat("one", time.instant().minus(Duration.ofHours(1)), Duration.ZERO, Map.of());
        assertThat(rate.isHeld()).isFalse();
        rate.sourceChanged(rate.sending());
        time.sleep(Duration.ofSeconds(60));
        assertThat(rate.isHeld()).isFalse();
        time.sleep(Duration.ofSeconds(2));

        assertThat(rate.isHeld()).isTrue();
        assertThat(rate.note()).contains("held: nothing heard of sync for 60 s");
        heartbeats.beat("one", time.instant().minus(Duration.ofMinutes(30)), Duration.ZERO, Map.of());
        time.sleep(Duration.ofSeconds(2));
        assertThat(rate.isHeld()).isFalse();
    }

    @Test
    void isHeld_syncNeverHeardOf_isTrueAfterAChange() {
        rate.sourceChanged(rate.sending());
        time.sleep(Duration.ofSeconds(62));

        assertThat(rate.isHeld()).isTrue();
    }

    @Test
    void isHeld_heartbeatHeardBeforeTheRequestReturned_isNotHeldThroughAQuietMinute() {
        heartbeats.beat("one", time.instant(), Duration.ZERO, Map.of());
        assertThat(rate.isHeld()).isFalse();
        WriteRate.Sending sending = rate.sending();
        time.sleep(Duration.ofSeconds(2));
        heartbeats.beat("one", time.instant(), Duration.ZERO, Map.of());
        assertThat(rate.isHeld()).isFalse();
        rate.sourceChanged(sending);
        time.sleep(Duration.ofSeconds(90));

        assertThat(rate.isHeld()).isFalse();
    }

    @Test
    @Timeout(300)
    void acquire_settingsBeingReadElsewhere_doesNotWaitForThem() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        DynamoDbClient client = EmbeddedDynamoDb.shared().client();
        DynamoDbClient late = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, values) -> {
                    if (slow.get()) {
                        reading.countDown();
                        answered.await();
                    }
                    return method.invoke(client, values);
                });
        ControlTable lateControl = new ControlTable(late, control.name());
        WriteRate lateRate = new WriteRate(new TouchSettings(lateControl), new SyncHeartbeats(lateControl), time);
        lateRate.acquire();
        time.sleep(Duration.ofSeconds(2));
        slow.set(true);
        Future<WriteRate.Permit> reader = pool.submit(lateRate::acquire);
        reading.await();

        lateRate.acquire();
        lateRate.throttled("reason");
        assertThat(reader).isNotDone();
        answered.countDown();
        assertThat(reader.get().units()).isPositive();
    }

    @Test
    void room_lowRate_isWhatTheTimeTakes() {
        settings.rate(10);

        assertThat(rate.room(Duration.ofSeconds(10), 500)).isEqualTo(100);
        assertThat(rate.room(Duration.ofMillis(10), 500)).isEqualTo(1);
        assertThat(rate.room(Duration.ofHours(1), 500)).isEqualTo(500);
    }

    @Test
    void room_largeItems_isForFewerOfThem() throws Exception {
        settings.rate(100);
        writes.sendAll(Collections.nCopies(200, left -> 10), DEADLINE);

        assertThat(rate.room(Duration.ofSeconds(10), 500)).isBetween(95, 105);
    }

    @Test
    void sendAll_itemInATransaction_isTriedAgainAfterAPause() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        PacedWrites.Write conflictOnce = left -> {
            if (attempts.incrementAndGet() == 1) {
                throw TransactionConflictException.builder().message("conflict").build();
            }
            return 1;
        };

        assertThat(writes.sendAll(List.of(conflictOnce), DEADLINE)).isZero();
        assertThat(attempts).hasValue(2);
        assertThat(time.passed()).isPositive();
    }

    @Test
    void sendAll_largeItems_keepTheLimitInUnits() throws Exception {
        settings.rate(100);
        writes.sendAll(Collections.nCopies(100, left -> 25), DEADLINE);

        assertThat(time.passed()).isBetween(Duration.ofSeconds(23), Duration.ofSeconds(26));
    }

    @Test
    void sendAll_limitChangedMeanwhile_takesTheNewOne() throws Exception {
        settings.rate(10);
        writes.sendAll(Collections.nCopies(20, left -> 1), DEADLINE);
        Duration slow = time.passed();
        settings.rate(1000);
        time.sleep(Duration.ofSeconds(2));
        writes.sendAll(Collections.nCopies(1000, left -> 1), DEADLINE);

        assertThat(slow).isBetween(Duration.ofMillis(1500), Duration.ofMillis(2500));
        assertThat(time.passed().minus(slow)).isLessThan(Duration.ofMillis(3500));
    }

    @Test
    void sendAll_throttled_slowsDownTriesAgainAndNotes() throws Exception {
        settings.rate(100);
        AtomicInteger attempts = new AtomicInteger();
        PacedWrites.Write throttledOnce = left -> {
            if (attempts.incrementAndGet() == 1) {
                throw ThrottlingException.builder().message("slow down").build();
            }
            return 1;
        };

        assertThat(writes.sendAll(List.of(throttledOnce), DEADLINE)).isEqualTo(1);
        assertThat(attempts).hasValue(2);
        assertThat(rate.note()).contains("throttled: Throttling");
        assertThat(rate.acquire().delay()).isPositive();
        Duration before = time.passed();
        writes.sendAll(Collections.nCopies(100, left -> 1), DEADLINE);
        assertThat(time.passed().minus(before)).isGreaterThan(Duration.ofMillis(1400));
    }

    @Test
    void sendAll_placeBeyondTheDeadline_endsAtOnceAndSendsNothing() {
        settings.rate(10);
        rate.consumed(rate.acquire(), 1000);
        AtomicInteger sent = new AtomicInteger();

        assertThatThrownBy(() ->
                        writes.sendAll(List.of(left -> sent.incrementAndGet()), VirtualTime.START.plusSeconds(60)))
                .isInstanceOf(OutOfTimeException.class);
        assertThat(sent).hasValue(0);
        assertThat(time.passed()).isZero();
    }

    @Test
    void room_oneLargeWrite_movesTheAverageByATwentieth() {
        settings.rate(100);
        rate.consumed(rate.acquire(), 21);

        assertThat(rate.room(Duration.ofSeconds(10), 1000)).isEqualTo(500);
    }

    @Test
    void sendAll_throttledForever_endsAtTheDeadline() {
        PacedWrites.Write always = left -> {
            throw RequestLimitExceededException.builder().message("slow down").build();
        };

        assertThatThrownBy(() -> writes.sendAll(List.of(always), VirtualTime.START.plusSeconds(20)))
                .isInstanceOf(OutOfTimeException.class);
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void sendAll_requestTakesAllTime_isOutOfTime() {
        PacedWrites.Write slow = left -> {
            throw ApiCallTimeoutException.create(left.toMillis());
        };

        assertThatThrownBy(() -> writes.sendAll(List.of(slow), DEADLINE)).isInstanceOf(OutOfTimeException.class);
    }

    @Test
    void sendAll_otherFailure_isThrownAfterAllHaveEnded() {
        AtomicInteger sent = new AtomicInteger();
        PacedWrites.Write broken = left -> {
            throw new IllegalStateException("broken");
        };

        assertThatThrownBy(() -> writes.sendAll(List.of(broken, left -> sent.incrementAndGet()), DEADLINE))
                .hasMessage("broken");
        assertThat(sent).hasValue(1);
    }

    @Test
    void sendAll_paused_waitsUntilResumed() throws Exception {
        settings.pause(true);
        time.duringEach(() -> {
            if (time.passed().compareTo(Duration.ofSeconds(10)) >= 0) {
                settings.pause(false);
            }
        });
        writes.sendAll(List.of(left -> 1), DEADLINE);

        assertThat(time.passed()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    }

    @Test
    void acquire_syncLags_slowsDownAndNotes() throws Exception {
        settings.rate(100);
        heartbeats.beat("one", time.instant(), Duration.ofSeconds(90), Map.of());
        writes.sendAll(Collections.nCopies(100, left -> 1), DEADLINE);

        assertThat(rate.note()).contains("sync lags 90 s");
        assertThat(time.passed()).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void acquire_lateBatchUnderWay_slowsDown() throws Exception {
        settings.rate(100);
        heartbeats.beat("one", time.instant().minusSeconds(120), Duration.ZERO, Map.of());
        heartbeats.begin("one", time.instant().minusSeconds(100), Duration.ofSeconds(40));
        writes.sendAll(Collections.nCopies(100, left -> 1), DEADLINE);

        assertThat(rate.note()).hasValueSatisfying(note -> assertThat(note).startsWith("sync lags 14"));
        assertThat(time.passed()).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void acquire_syncIsThrottledByTheTarget_slowsDownOnceForEachReport() throws Exception {
        settings.rate(100);
        heartbeats.beat("one", time.instant(), Duration.ZERO, Map.of());
        heartbeats.throttled("two", time.instant().minus(Duration.ofHours(1)));
        writes.sendAll(Collections.nCopies(100, left -> 1), DEADLINE);
        assertThat(time.passed()).describedAs("long ago").isLessThan(Duration.ofMillis(1100));

        heartbeats.throttled("two", time.instant());
        time.sleep(Duration.ofSeconds(2));
        assertThat(rate.acquire().delay()).isPositive();
        assertThat(rate.note()).contains("throttled: writes of sync");
        Duration slow = time.passed();
        writes.sendAll(Collections.nCopies(100, left -> 1), DEADLINE);
        assertThat(time.passed().minus(slow)).isGreaterThan(Duration.ofMillis(1400));
        time.sleep(Duration.ofSeconds(20));
        Duration recovered = time.passed();
        writes.sendAll(Collections.nCopies(200, left -> 1), DEADLINE);
        assertThat(time.passed().minus(recovered)).isLessThan(Duration.ofMillis(1600));
    }

    @Test
    void acquire_syncIsClose_doesNotSlowDown() throws Exception {
        settings.rate(100);
        heartbeats.beat("one", time.instant(), Duration.ofSeconds(60), Map.of());
        writes.sendAll(Collections.nCopies(100, left -> 1), DEADLINE);

        assertThat(rate.note()).isEmpty();
        assertThat(time.passed()).isLessThan(Duration.ofMillis(1100));
    }

    @Test
    void note_afterWhile_isForgotten() {
        rate.throttled("reason");
        assertThat(rate.note()).contains("throttled: reason");
        time.sleep(Duration.ofSeconds(10));
        assertThat(rate.note()).isEmpty();
    }
}
