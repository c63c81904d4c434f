package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.item;
import static io.touchstream.touch.TouchBench.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.Item;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** How a touch keeps to the rate, on one thread and in a time of its own. */
class TouchPaceIT {
    private final TouchBench bench = TouchBench.open("");
    private final VirtualTime time = new VirtualTime();
    private final TouchSettings settings = new TouchSettings(bench.control);
    private final TouchHandler handler = new TouchHandler(
            bench.client,
            bench.definition,
            bench.transformation(),
            bench.control,
            (id, version, images) -> "elsewhere",
            VerifySettings.DEFAULT,
            time,
            new TouchHandler.Execution(
                    Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor(), time, new Random(1)));

    @AfterEach
    void close() {
        handler.close();
        bench.close();
    }

    @Test
    void touch_itemsOfSeveralUnits_areCountedAndPacedByTheirUnits() {
        settings.rate(20);
        items(40).forEach(item -> bench.putSource(with(item, "Text", "x".repeat(10_000))));

        assertThat(work(bench.token, Duration.ofMinutes(5)).counts())
                .containsEntry("touched", 40L)
                .containsEntry("writeUnits", 400L);
        assertThat(time.passed()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
    }

    @Test
    void copy_itemsOfSeveralUnits_arePacedByTheirUnits() {
        settings.rate(20);
        items(40).forEach(item -> bench.putSource(with(item, "Text", "x".repeat(10_000))));

        assertThat(work(Job.COPY, bench.token, Duration.ofMinutes(5)).counts())
                .containsEntry("copied", 40L)
                .containsEntry("writeUnits", 400L);
        assertThat(time.passed()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
    }

    @Test
    void scrub_itemsOfSeveralUnits_areCountedAndPacedByTheirUnits() {
        settings.rate(20);
        items(40)
                .forEach(item ->
                        bench.put(bench.target, bench.provenance(item, 1).on(with(item, "Text", "x".repeat(10_000)))));

        assertThat(handler.work(
                                new SegmentRequest("scrub", Job.SCRUB, bench.target, 0, 1),
                                time.instant().plus(Duration.ofMinutes(5)))
                        .counts())
                .containsEntry("scrubbed", 40L)
                .containsEntry("writeUnits", 400L);
        assertThat(time.passed()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
    }

    @Test
    void touch_nothingHeardOfSyncSinceAnEarlierTouch_isHeldBack() {
        Item item = bench.putSource(item("a", "1"));
        assertThat(work(bench.token, Duration.ofMinutes(1)).done()).isTrue();
        time.sleep(Duration.ofSeconds(62));

        RunToken another = RunToken.draw(RunToken.Kind.TOUCH, new Random());
        assertThat(work(another, Duration.ofMinutes(1)).done()).isFalse();
        assertThat(bench.marked(item)).isPresent();
    }

    /** In the scan's order the writes would go to one partition after the other. */
    @Test
    void touch_page_isTouchedInAnotherOrderThanThatOfTheScan() {
        items(40).forEach(bench::putSource);
        work(bench.token, Duration.ofMinutes(5));

        List<String> order = bench.hooks.sent(UpdateItemRequest.class).stream()
                .filter(bench.touches())
                .map(update -> Objects.requireNonNull(update.key().get("SK")).s())
                .toList();
        assertThat(order).hasSize(40).isNotEqualTo(order.stream().sorted().toList());
    }

    private SegmentResult work(RunToken run, Duration limit) {
        return work(Job.TOUCH, run, limit);
    }

    private SegmentResult work(Job job, RunToken run, Duration limit) {
        return handler.work(
                new SegmentRequest(run.text(), job, bench.source, 0, 1),
                time.instant().plus(limit));
    }

    private static List<Item> items(int number) {
        return IntStream.range(0, number)
                .mapToObj(index -> item("a", "%02d".formatted(index)))
                .toList();
    }
}
