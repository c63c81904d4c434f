package io.touchstream.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.local.Backoff;
import io.touchstream.local.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.Record;

@Timeout(300)
class EventSourceMappingTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(400));
    private static final EventSourceMappingSettings SETTINGS =
            EventSourceMappingSettings.defaults().withTimes(Duration.ofSeconds(60), SHORT, SHORT);

    private final FakeStream stream = new FakeStream().shard("s", null);
    private final FakeFunction function = new FakeFunction();
    private final InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
    private final List<String> gaps = Collections.synchronizedList(new ArrayList<>());
    private final List<String> discarded = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private volatile Duration later = Duration.ZERO;
    private final Pause noWait = (duration, stop) -> {
        pauses.add(duration);
        return stop.await(1, TimeUnit.MILLISECONDS);
    };

    @Test
    void start_noCheckpoint_deliversFromTheOldestRecordInOrder() throws InterruptedException {
        List<String> written = put("s", 20);

        run(SETTINGS);

        assertThat(function.sequenceNumbers()).isEqualTo(written);
    }

    @Test
    void start_batchSize_limitsEveryBatch() throws InterruptedException {
        put("s", 20);

        run(SETTINGS.withBatchSize(3));

        assertThat(function.batches()).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 3));
    }

    @Test
    void start_batchingWindow_waitsForAFullBatch() throws InterruptedException {
        put("s", 20);

        run(SETTINGS.withBatchSize(20).withMaximumBatchingWindow(Duration.ofSeconds(5)));

        assertThat(function.batches()).hasSize(1);
    }

    @Test
    void start_children_waitUntilTheirParentIsSettled() throws InterruptedException {
        stream.shard("left", "s").shard("right", "s");
        List<String> parents = put("s", 10);
        stream.close("s");
        put("left", 5);
        put("right", 5);
        AtomicInteger failures = new AtomicInteger(3);
        function.answering(batch -> batch.contains("10") && failures.getAndDecrement() > 0
                ? FakeFunction.failures(batch.get(batch.size() - 1))
                : null);

        run(SETTINGS.withBatchSize(5));

        List<String> order = function.sequenceNumbers();
        assertThat(order)
                .containsAll(
                        IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
        assertThat(order.lastIndexOf("10"))
                .isLessThan(IntStream.rangeClosed(11, 20)
                        .map(number -> order.indexOf(Integer.toString(number)))
                        .min()
                        .orElseThrow());
        assertThat(parents).hasSize(10);
        assertThat(checkpoints.isFinished("s")).isTrue();
    }

    @Test
    void start_parentNoLongerListed_readsTheChild() throws InterruptedException {
        stream.remove("s");
        stream.shard("child", "long-gone");
        List<String> written = put("child", 3);

        run(SETTINGS);

        assertThat(function.sequenceNumbers()).isEqualTo(written);
    }

    @Test
    void start_shardAppearsLater_isFound() throws InterruptedException {
        try (EventSourceMapping mapping = start(SETTINGS)) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            stream.close("s");
            stream.shard("child", "s");
            put("child", 3);

            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            assertThat(mapping.recordsDelivered()).isEqualTo(3);
        }
    }

    @Test
    void start_expiredIterator_goesOnWithoutLossOrRepeat() throws InterruptedException {
        List<String> written = put("s", 20);
        try (EventSourceMapping mapping = start(SETTINGS)) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            stream.expireIterators(3);
            List<String> all = new ArrayList<>(written);
            all.addAll(put("s", 10));

            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            assertThat(function.sequenceNumbers()).isEqualTo(all);
        }
    }

    @Test
    void start_trimmedCheckpoint_reportsAGapAndGoesOnWithTheOldestLeft() throws InterruptedException {
        put("s", 10);
        checkpoints.save("s", "2");
        checkpoints.settledUpTo(now().minus(Duration.ofHours(25)));
        stream.trim("s", 5);

        run(SETTINGS);

        assertThat(gaps).containsExactly(Continuity.WHOLE_STREAM, "s");
        assertThat(function.sequenceNumbers()).containsExactly("6", "7", "8", "9", "10");
    }

    @Test
    void start_trimmedCheckpointOfAQuietStream_reportsNoGap() throws InterruptedException {
        put("s", 10);
        checkpoints.save("s", "2");
        checkpoints.settledUpTo(now().minus(Duration.ofHours(1)));
        stream.trim("s", 5);

        run(SETTINGS);

        assertThat(gaps).isEmpty();
        assertThat(function.sequenceNumbers()).containsExactly("6", "7", "8", "9", "10");
    }

    @Test
    void start_checkpointOfUnknownAge_reportsAGap() throws InterruptedException {
        checkpoints.save("s", "2");

        run(SETTINGS);

        assertThat(gaps).containsExactly(Continuity.WHOLE_STREAM);
    }

    @Test
    void start_dayAfterAMappingThatSettledNothing_reportsAGapThoughNoRecordIsLeft() throws InterruptedException {
        function.answering(batch -> FakeFunction.failures(batch.get(0)));
        put("s", 1);
        try (EventSourceMapping mapping = start(SETTINGS)) {
            assertThat(mapping.awaitCaughtUp(Duration.ofMillis(200))).isFalse();
        }
        stream.trim("s", 1);
        later = Duration.ofHours(24);

        run(SETTINGS);

        assertThat(gaps).containsExactly(Continuity.WHOLE_STREAM);
    }

    @Test
    void run_quietForDays_reportsNoGapNorDoesTheNextStart() throws InterruptedException {
        try (EventSourceMapping mapping = start(SETTINGS)) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            for (int half = 0; half < 6; half++) {
                later = later.plusHours(12);
                Instant asked = now();
                Instant end = Instant.now().plus(LONG);
                while (checkpoints.settledUpTo().orElse(Instant.EPOCH).isBefore(asked)
                        && Instant.now().isBefore(end)) {
                    Thread.sleep(20);
                }
            }
        }
        later = later.plusHours(12);
        run(SETTINGS);

        assertThat(gaps).isEmpty();
    }

    @Test
    void run_machineAsleepForADay_reportsAGap() throws InterruptedException {
        try (EventSourceMapping mapping = start(SETTINGS)) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            later = Duration.ofHours(25);
            Instant end = Instant.now().plus(LONG);
            while (gaps.isEmpty() && Instant.now().isBefore(end)) {
                Thread.sleep(20);
            }
        }

        assertThat(gaps).containsExactly(Continuity.WHOLE_STREAM);
    }

    @Test
    void start_passingFaultsOnOpeningReadingAndFinishing_areTriedAgain() throws InterruptedException {
        List<String> written = put("s", 3);
        stream.close("s");
        FailingStore failing = new FailingStore(checkpoints, 3);
        try (EventSourceMapping mapping = builder(SETTINGS).checkpoints(failing).start()) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
        }

        assertThat(function.sequenceNumbers()).isEqualTo(written);
        assertThat(checkpoints.isFinished("s")).isTrue();
        assertThat(failing.faults()).containsEntry("load", 3).containsEntry("finish", 3);
    }

    @Test
    void start_iteratorGrownOldWithoutALoss_reportsNoGap() throws InterruptedException {
        put("s", 10);
        stream.growIteratorsOld(1);
        run(SETTINGS);

        assertThat(gaps).isEmpty();
        assertThat(function.sequenceNumbers()).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void start_checkpointedShardGone_reportsAGapOnce() throws InterruptedException {
        checkpoints.save("vanished", "2");
        checkpoints.settledUpTo(now().minus(Duration.ofHours(25)));

        run(SETTINGS);
        run(SETTINGS);

        assertThat(gaps).filteredOn(gap -> !gap.equals(Continuity.WHOLE_STREAM)).containsExactly("vanished");
    }

    @Test
    void start_checkpointedShardOfAQuietStreamGone_reportsNoGap() throws InterruptedException {
        checkpoints.save("vanished", "2");
        checkpoints.settledUpTo(now().minus(Duration.ofHours(1)));

        run(SETTINGS);

        assertThat(gaps).isEmpty();
        assertThat(checkpoints.unfinished()).isEmpty();
    }

    @Test
    void response_severalFailures_lowestByNumberIsDeliveredAgainWithAllAfterIt() throws InterruptedException {
        put("s", 12);
        AtomicInteger calls = new AtomicInteger();
        function.answering(batch -> calls.getAndIncrement() == 0 ? FakeFunction.failures("11", "9", "10") : null);

        run(SETTINGS.withMaximumBatchingWindow(Duration.ofMillis(300)));

        assertThat(function.batches().get(0)).hasSize(12);
        assertThat(function.batches().get(1)).containsExactly("9", "10", "11", "12");
    }

    @Test
    void response_emptyList_isFullSuccess() throws InterruptedException {
        put("s", 5);
        function.answering(batch -> FakeFunction.failures());

        run(SETTINGS);

        assertThat(function.sequenceNumbers()).hasSize(5);
    }

    @Test
    void response_nullEmptyOrUnknownIdentifier_failsTheWholeBatch() throws InterruptedException {
        put("s", 4);
        List<String> identifiers = new ArrayList<>();
        identifiers.add(null);
        identifiers.add("");
        identifiers.add("no-such-number");
        AtomicInteger calls = new AtomicInteger();
        function.answering(batch -> {
            int call = calls.getAndIncrement();
            return call < 3 ? FakeFunction.failures("3", identifiers.get(call)) : null;
        });

        run(SETTINGS.withMaximumBatchingWindow(Duration.ofMillis(200)));

        assertThat(function.batches())
                .hasSize(4)
                .allSatisfy(batch -> assertThat(batch).containsExactly("1", "2", "3", "4"));
    }

    @Test
    void handler_throws_wholeBatchIsTriedAgainWithGrowingWaits() throws InterruptedException {
        put("s", 2);
        AtomicInteger calls = new AtomicInteger();
        function.answering(batch -> {
            if (calls.getAndIncrement() < 4) {
                throw new IllegalStateException("no");
            }
            return null;
        });

        run(SETTINGS.withMaximumBatchingWindow(Duration.ofMillis(200)));

        assertThat(function.batches()).hasSize(5);
        assertThat(pauses).hasSize(4);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(pauses.get(3)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void handler_runsLongerThanItsTimeout_wholeBatchFails() throws InterruptedException {
        put("s", 1);
        AtomicInteger calls = new AtomicInteger();
        function.answering(batch -> {
            if (calls.getAndIncrement() == 0) {
                sleep(200);
            }
            return null;
        });

        run(SETTINGS.withTimes(Duration.ofMillis(100), SHORT, SHORT));

        assertThat(function.sequenceNumbers()).containsExactly("1", "1");
    }

    @Test
    void retries_exhausted_batchGoesToTheDestinationAndTheLaneGoesOn() throws InterruptedException {
        put("s", 3);
        function.answering(batch -> batch.contains("2") ? FakeFunction.failures("2") : null);

        run(SETTINGS.withBatchSize(1).withRetries(2, -1, false));

        assertThat(function.sequenceNumbers()).containsExactly("1", "2", "2", "2", "3");
        assertThat(discarded).containsExactly("RetryAttemptsExhausted:2");
        assertThat(checkpoints.load("s")).contains("3");
    }

    @Test
    void retries_destinationFails_isOfferedAgainUntilItIsTaken() throws InterruptedException {
        put("s", 2);
        AtomicInteger offers = new AtomicInteger();
        function.answering(batch -> batch.contains("1") ? FakeFunction.failures("1") : null);
        EventSourceMappingSettings settings = SETTINGS.withBatchSize(1).withRetries(0, -1, false);

        try (EventSourceMapping mapping = builder(settings)
                .onFailure((shardId, records, reason) -> {
                    if (offers.incrementAndGet() < 3) {
                        throw new IllegalStateException("full");
                    }
                })
                .start()) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
        }

        assertThat(offers).hasValue(3);
        assertThat(function.sequenceNumbers()).containsExactly("1", "2");
    }

    @Test
    void bisect_poisonRecord_isFoundWithoutUsingUpRetries() throws InterruptedException {
        put("s", 8);
        function.answering(batch -> {
            if (batch.contains("6")) {
                throw new IllegalStateException("poison");
            }
            return null;
        });

        run(SETTINGS.withMaximumBatchingWindow(Duration.ofMillis(300)).withRetries(1, -1, true));

        assertThat(discarded).containsExactly("RetryAttemptsExhausted:6");
        assertThat(function.batches())
                .containsExactly(
                        List.of("1", "2", "3", "4", "5", "6", "7", "8"),
                        List.of("1", "2", "3", "4"),
                        List.of("5", "6", "7", "8"),
                        List.of("5", "6"),
                        List.of("5"),
                        List.of("6"),
                        List.of("6"),
                        List.of("7", "8"));
    }

    @Test
    void recordAge_exceeded_goesToTheDestinationUndelivered() throws InterruptedException {
        stream.put("s", "a", Instant.now().minusSeconds(120));
        stream.put("s", "b", Instant.now());

        run(SETTINGS.withRetries(-1, 60, false));

        assertThat(function.sequenceNumbers()).containsExactly("2");
        assertThat(discarded).containsExactly("RecordAgeExceeded:1");
    }

    @Test
    void lanes_factorAboveOne_workSideBySideAndKeepTheOrderOfEachItem() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            for (int key = 0; key < 20; key++) {
                stream.put("s", "key-" + key);
            }
        }
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        function.answering(batch -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            sleep(2);
            running.decrementAndGet();
            return null;
        });

        run(SETTINGS.withBatchSize(5).withParallelizationFactor(4));

        assertThat(most.get()).isBetween(2, 4);
        assertThat(lastPerKeyInOrder()).isTrue();
        assertThat(function.sequenceNumbers()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void checkpoint_oneLaneBlocked_doesNotPassItsRecord() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        for (int number = 0; number < 30; number++) {
            stream.put("s", "key-" + number);
        }
        function.answering(batch -> {
            if (batch.contains("4")) {
                await(release);
            }
            return null;
        });
        EventSourceMapping mapping = start(SETTINGS.withBatchSize(10).withParallelizationFactor(5));
        while (mapping.recordsDelivered() < 10) {
            sleep(5);
        }
        sleep(1_300);

        assertThat(checkpoints.load("s").map(Integer::parseInt).orElse(0)).isLessThan(4);
        release.countDown();
        assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
        mapping.close();
        assertThat(checkpoints.load("s")).contains("30");
    }

    @Test
    void kill_beforeCheckpoint_redeliversAfterRestart() throws InterruptedException {
        put("s", 5);
        EventSourceMapping first = start(SETTINGS);
        assertThat(first.awaitCaughtUp(LONG)).isTrue();
        first.kill();
        assertThat(checkpoints.load("s")).isEmpty();

        run(SETTINGS);

        assertThat(function.sequenceNumbers()).hasSize(10);
    }

    @Test
    void kill_invocationUnderWay_doesNotCount() throws InterruptedException {
        put("s", 1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        function.answering(batch -> {
            begun.countDown();
            awaitUninterruptibly(release);
            return null;
        });
        EventSourceMapping mapping = start(SETTINGS);
        await(begun);
        mapping.kill();
        release.countDown();
        sleep(100);
        mapping.close();

        assertThat(mapping.recordsDelivered()).isZero();
        assertThat(checkpoints.load("s")).isEmpty();
    }

    @Test
    void close_then_restart_goesOnAfterTheCheckpoint() throws InterruptedException {
        put("s", 5);
        run(SETTINGS);
        List<String> later = put("s", 3);

        run(SETTINGS);

        assertThat(function.sequenceNumbers()).hasSize(8).endsWith(later.toArray(String[]::new));
    }

    @Test
    void close_invocationUnderWay_isWaitedForAndCounts() throws InterruptedException {
        put("s", 1);
        CountDownLatch begun = new CountDownLatch(1);
        function.answering(batch -> {
            begun.countDown();
            sleep(300);
            return null;
        });
        EventSourceMapping mapping = start(SETTINGS);
        await(begun);
        mapping.close();

        assertThat(checkpoints.load("s")).contains("1");
    }

    @Test
    void start_functionBlocked_readingStops() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        put("s", 2_000);
        function.answering(batch -> {
            await(release);
            return null;
        });
        try (EventSourceMapping mapping = start(SETTINGS.withBatchSize(10))) {
            sleep(300);
            assertThat(stream.reads()).isLessThan(20);
            release.countDown();
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            assertThat(mapping.recordsDelivered()).isEqualTo(2_000);
        }
    }

    @Test
    void lagMillis_unsettledRecord_isItsAgeAndThenZero() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        stream.put("s", "a", Instant.now().minusSeconds(30));
        function.answering(batch -> {
            entered.countDown();
            await(release);
            return null;
        });
        try (EventSourceMapping mapping = start(SETTINGS)) {
            await(entered);
            assertThat(mapping.lagMillis()).isBetween(30_000L, 40_000L);
            assertThat(mapping.isCaughtUp()).isFalse();
            assertThat(mapping.awaitCaughtUp(Duration.ofMillis(100))).isFalse();
            release.countDown();
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
            assertThat(mapping.lagMillis()).isZero();
        }
    }

    @Test
    void deliver_randomFailures_skipNothingAndEndWithEachItemsLastRecord() throws InterruptedException {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.err.println("touchstream.seed=" + seed);
        Random random = new Random(seed);
        Random failures = new Random(seed + 1);
        Map<String, Long> done = new ConcurrentHashMap<>();
        stream.shard("left", "s").shard("right", "s");
        for (String shardId : List.of("s", "left", "right")) {
            IntStream.range(0, 300).forEach(number -> stream.put(shardId, shardId + random.nextInt(20)));
        }
        stream.close("s");
        function.answering(batch -> {
            int choice;
            synchronized (failures) {
                choice = failures.nextInt(10);
            }
            if (choice == 0) {
                throw new IllegalStateException("no");
            }
            return choice < 4 ? FakeFunction.failures(batch.get(choice % batch.size())) : null;
        });

        run(SETTINGS.withBatchSize(16).withParallelizationFactor(3));

        function.records()
                .forEach(record -> done.put(
                        record.getDynamodb().getKeys().toString(),
                        Long.valueOf(record.getDynamodb().getSequenceNumber())));
        Map<String, Long> expected = new ConcurrentHashMap<>();
        for (String shardId : List.of("s", "left", "right")) {
            stream.all(shardId)
                    .forEach(record -> expected.put(
                            keyOf(record), Long.valueOf(record.dynamodb().sequenceNumber())));
        }
        assertThat(done).as("seed %d", seed).isEqualTo(expected);
        assertThat(function.sequenceNumbers().stream().distinct())
                .as("seed %d", seed)
                .hasSize(900);
    }

    private static String keyOf(Record record) {
        return RecordConverter.convert(record, "arn").getDynamodb().getKeys().toString();
    }

    private boolean lastPerKeyInOrder() {
        Map<String, Long> last = new ConcurrentHashMap<>();
        return function.records().stream().allMatch(record -> {
            long sequence = Long.parseLong(record.getDynamodb().getSequenceNumber());
            Long before = last.put(record.getDynamodb().getKeys().toString(), sequence);
            return before == null || before < sequence;
        });
    }

    private List<String> put(String shardId, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> stream.put(shardId, "key-" + number))
                .toList();
    }

    private void run(EventSourceMappingSettings settings) throws InterruptedException {
        try (EventSourceMapping mapping = start(settings)) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
        }
    }

    private EventSourceMapping start(EventSourceMappingSettings settings) {
        return builder(settings).start();
    }

    private EventSourceMappingBuilder builder(EventSourceMappingSettings settings) {
        return new EventSourceMappingBuilder(stream, "arn:stream", function)
                .settings(settings)
                .checkpoints(checkpoints)
                .gaps((shardId, reason) -> gaps.add(shardId))
                .onFailure((shardId, records, reason) -> records.forEach(record ->
                        discarded.add(reason + ":" + record.getDynamodb().getSequenceNumber())))
                .surroundings(new Surroundings(new MovableClock(() -> later), noWait, new Random(1), BACKOFF));
    }

    private Instant now() {
        return Instant.now().plus(later);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean released = false;
        while (!released) {
            try {
                released = latch.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                released = false;
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
