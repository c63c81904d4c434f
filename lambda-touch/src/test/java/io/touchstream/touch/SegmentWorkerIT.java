package io.touchstream.touch;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SegmentWorkerIT {
    private static final SegmentId ID = new SegmentId("run", Job.TOUCH, "Table", 0);
    private static final Instant DEADLINE = VirtualTime.START.plusSeconds(60);
    private static final Map<String, AttributeValue> FIRST = Map.of("PK", AttributeValues.string("1"));
    private static final Map<String, AttributeValue> SECOND = Map.of("PK", AttributeValues.string("2"));

    private final ControlTable control =
            new ControlTable(EmbeddedDynamoDb.shared().client(), "worker-" + UUID.randomUUID());
    private final Segments segments = new Segments(control);
    private final TouchSettings settings = new TouchSettings(control);
    private final VirtualTime time = new VirtualTime();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final WriteRate rate = new WriteRate(settings, new SyncHeartbeats(control), time);
    private final List<String> lines = new ArrayList<>();
    private final SegmentWorker worker =
            new SegmentWorker(segments, rate, time, time, stopped::get, new SegmentMetrics("books", lines::add));
    private final List<@Nullable Map<String, AttributeValue>> cursors = new ArrayList<>();

    SegmentWorkerIT() {
        EmbeddedDynamoDb.shared().client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void work_threePages_addsUpCountsAndIsDone() {
        SegmentResult result = worker.work(ID, pages(FIRST, SECOND, null), DEADLINE);

        assertThat(result).isEqualTo(new SegmentResult(true, null, Map.of("touched", 3L)));
        assertThat(cursors).containsExactly(null, FIRST, SECOND);
        assertThat(segments.find(ID).done()).isTrue();
    }

    @Test
    void work_pagesOfTouchAndCopy_becomeMetricsAndThoseOfVerifyDoNot() {
        Map<String, Long> counts = Map.of("scanned", 9L, "copied", 0L, "quarantined", 2L, "gone", 1L);
        for (Job job : List.of(Job.TOUCH, Job.COPY, Job.VERIFY_SOURCE)) {
            SegmentId id = new SegmentId("run", job, "Table", 0);
            worker.work(id, (cursor, deadline) -> new PageOutcome(null, counts, null), DEADLINE);
        }

        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("\"Namespace\":\"Touchstream\"", "\"Dimensions\":[[\"migration\"]]")
                        .endsWith("\"migration\":\"books\",\"quarantined\":2,\"scanned\":9}"));
    }

    @Test
    void work_pageOutOfTime_keepsCheckpointOfPageBefore() {
        SegmentJob job = (cursor, deadline) -> {
            if (cursor != null) {
                throw new OutOfTimeException("late");
            }
            return page(FIRST);
        };

        assertThat(worker.work(ID, job, DEADLINE)).isEqualTo(new SegmentResult(false, FIRST, Map.of("touched", 1L)));
        assertThat(segments.find(ID).cursor()).isEqualTo(FIRST);
        assertThat(worker.work(ID, pages((Map<String, AttributeValue>) null), DEADLINE)
                        .done())
                .isTrue();
        assertThat(cursors).containsExactly(FIRST);
    }

    @Test
    void work_checkpoint_isNotMovedWhileThePageIsUnderWay() {
        SegmentJob job = (cursor, deadline) -> {
            assertThat(segments.find(ID)).isEqualTo(Progress.NONE);
            return page(null);
        };

        assertThat(worker.work(ID, job, DEADLINE).done()).isTrue();
    }

    @Test
    void work_timeNearlyUp_beginsNoPage() {
        SegmentJob job = (cursor, deadline) -> {
            time.sleep(Duration.ofSeconds(57));
            return page(FIRST);
        };

        assertThat(worker.work(ID, job, DEADLINE).done()).isFalse();
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(57));
    }

    @Test
    void work_paused_waitsAndReturnsBeforeTheDeadline() {
        settings.pause(true);

        assertThat(worker.work(ID, pages((Map<String, AttributeValue>) null), DEADLINE)
                        .done())
                .isFalse();
        assertThat(cursors).isEmpty();
        assertThat(time.passed()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(58));
    }

    @Test
    void work_pausedAndResumed_goesOn() {
        settings.pause(true);
        time.duringEach(() -> {
            if (time.passed().toSeconds() == 20) {
                settings.pause(false);
            }
        });

        assertThat(worker.work(ID, pages(FIRST, null), DEADLINE).done()).isTrue();
        assertThat(time.passed()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(22));
    }

    @Test
    void work_heldSinceNothingIsHeardOfSync_saysSoAndKeepsTheCheckpoint() {
        segments.save(ID, new Progress(FIRST, Map.of("touched", 1L), false, null), time.instant());
        rate.sourceChanged(rate.sending());
        time.sleep(Duration.ofSeconds(62));

        assertThat(worker.work(ID, pages(SECOND), DEADLINE.plusSeconds(62)))
                .isEqualTo(new SegmentResult(false, FIRST, Map.of("touched", 1L)));
        assertThat(cursors).isEmpty();
        assertThat(segments.find(ID))
                .isEqualTo(new Progress(FIRST, Map.of("touched", 1L), false, "held: nothing heard of sync for 60 s"));
    }

    @Test
    void work_segmentsSideBySide_haveTheirSharesOfTheRateUntilTheyEnd() {
        settings.rate(100);
        settings.workers(4);
        List<Integer> rooms = new ArrayList<>();
        SegmentJob inner = (cursor, deadline) -> {
            rooms.add(room());
            return page(null);
        };
        SegmentJob outer = (cursor, deadline) -> {
            worker.work(new SegmentId("run", Job.TOUCH, "Table", 1), inner, DEADLINE);
            rooms.add(room());
            return page(null);
        };
        worker.work(ID, outer, DEADLINE);

        assertThat(rooms).containsExactly(50, 25);
    }

    @Test
    void work_interruptedWhilePaused_endsAndStaysInterrupted() {
        settings.pause(true);
        SegmentWorker interrupted = new SegmentWorker(
                segments,
                rate,
                time,
                pause -> {
                    throw new InterruptedException();
                },
                stopped::get,
                new SegmentMetrics("books", lines::add));

        assertThat(interrupted.work(ID, pages(FIRST), DEADLINE).done()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    private int room() {
        return rate.room(Duration.ofSeconds(1), 500);
    }

    @Test
    void work_stopped_endsAfterThePageUnderWay() {
        SegmentJob job = (cursor, deadline) -> {
            stopped.set(true);
            return page(FIRST);
        };

        assertThat(worker.work(ID, job, DEADLINE).done()).isFalse();
        assertThat(segments.find(ID).cursor()).isEqualTo(FIRST);
    }

    @SafeVarargs
    private SegmentJob pages(@Nullable Map<String, AttributeValue>... ends) {
        List<PageOutcome> pages = new ArrayList<>();
        for (Map<String, AttributeValue> end : ends) {
            pages.add(page(end));
        }
        return (cursor, deadline) -> {
            cursors.add(cursor);
            return pages.remove(0);
        };
    }

    private static PageOutcome page(@Nullable Map<String, AttributeValue> cursor) {
        return new PageOutcome(cursor, Map.of("touched", 1L), null);
    }
}
