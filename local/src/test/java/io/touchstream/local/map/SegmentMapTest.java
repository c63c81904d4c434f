package io.touchstream.local.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.local.Backoff;
import io.touchstream.local.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SegmentMapTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(400));

    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Pause noWait = (duration, stop) -> {
        pauses.add(duration);
        return stop.getCount() == 0;
    };

    @Test
    void run_segmentNotDone_isInvokedUntilItIs() throws InterruptedException {
        Map<Integer, Integer> steps = new ConcurrentHashMap<>();

        MapOutcome<Integer> outcome =
                map(3, segment -> steps.merge(segment, 1, Integer::sum) == 4).run(segments(10));

        assertThat(outcome).isEqualTo(new MapOutcome<>(10, Map.of(), false));
        assertThat(steps)
                .hasSize(10)
                .allSatisfy((segment, count) -> assertThat(count).isEqualTo(4));
    }

    @Test
    void run_workers_areTheMostAtOnce() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        map(3, segment -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(10);
                    running.decrementAndGet();
                    return true;
                })
                .run(segments(12));

        assertThat(most).hasValue(3);
    }

    @Test
    void run_segmentFailsForGood_isReportedAndTheOthersGoOn() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();

        MapOutcome<Integer> outcome = map(2, segment -> {
                    if (segment == 3) {
                        attempts.incrementAndGet();
                        throw new IllegalStateException("throttled");
                    }
                    return true;
                })
                .run(segments(6));

        assertThat(outcome.done()).isEqualTo(5);
        assertThat(outcome.stopped()).isFalse();
        assertThat(outcome.failed()).containsOnlyKeys(3);
        assertThat(outcome.failed().get(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("throttled");
        assertThat(attempts).hasValue(3);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void run_failuresWithSuccessBetween_countFromZeroAgain() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();

        MapOutcome<Integer> outcome = map(1, segment -> {
                    int call = calls.incrementAndGet();
                    if (call % 3 != 0) {
                        throw new IllegalStateException("now and then");
                    }
                    return call == 9;
                })
                .run(segments(1));

        assertThat(outcome.done()).isEqualTo(1);
    }

    @Test
    void stop_invocationUnderWay_endsAndNoOtherBegins() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        SegmentMap<Integer> map = map(1, segment -> {
            begun.countDown();
            release.await();
            ended.incrementAndGet();
            return false;
        });
        AtomicReference<MapOutcome<Integer>> outcome = new AtomicReference<>();
        Thread runner = new Thread(() -> {
            try {
                outcome.set(map.run(segments(5)));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        runner.start();
        begun.await();
        map.stop();
        release.countDown();
        runner.join();

        assertThat(ended).hasValue(1);
        assertThat(outcome.get()).isEqualTo(new MapOutcome<>(0, Map.of(), true));
    }

    @Test
    void of_manySegments_neighboursDoNotStartTogether() {
        assertThat(SpreadOrder.of(segments(8), 4)).containsExactly(0, 2, 4, 6, 1, 3, 5, 7);
        assertThat(SpreadOrder.of(segments(7), 3)).containsExactly(0, 3, 6, 1, 4, 2, 5);
        assertThat(SpreadOrder.of(segments(2), 9)).containsExactly(0, 1);
        assertThat(SpreadOrder.of(List.of(), 4)).isEmpty();
    }

    @Test
    void settings_noWorkers_areRefused() {
        assertThatThrownBy(() -> SegmentMapSettings.withWorkers(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private SegmentMap<Integer> map(int workers, SegmentInvoker<Integer> invoker) {
        return new SegmentMap<>(invoker, new SegmentMapSettings(workers, 3, BACKOFF), noWait, new Random(1));
    }

    private static List<Integer> segments(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
