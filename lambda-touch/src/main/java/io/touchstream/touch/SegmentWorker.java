package io.touchstream.touch;

import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentResult;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Works through one segment, page by page, until it is done or the time is nearly up. */
final class SegmentWorker {
    /** A page is not begun with less time than this. */
    static final Duration MARGIN = Duration.ofSeconds(3);

    private static final Duration PAUSE_STEP = Duration.ofMillis(500);

    private final Segments segments;
    private final WriteRate rate;
    private final Clock clock;
    private final Sleeper sleeper;
    private final BooleanSupplier stopped;
    private final SegmentMetrics metrics;

    SegmentWorker(
            Segments segments,
            WriteRate rate,
            Clock clock,
            Sleeper sleeper,
            BooleanSupplier stopped,
            SegmentMetrics metrics) {
        this.segments = segments;
        this.rate = rate;
        this.clock = clock;
        this.sleeper = sleeper;
        this.stopped = stopped;
        this.metrics = metrics;
    }

    SegmentResult work(SegmentId id, SegmentJob job, Instant deadline) {
        rate.beginSegment();
        try (job) {
            return pages(id, job, deadline);
        } finally {
            rate.endSegment();
        }
    }

    private SegmentResult pages(SegmentId id, SegmentJob job, Instant deadline) {
        Progress progress = segments.find(id);
        try {
            while (!progress.done() && hasTime(deadline)) {
                if (rate.isHeld()) {
                    progress = noted(id, progress);
                    sleeper.sleep(PAUSE_STEP);
                    continue;
                }
                PageOutcome page = job.nextPage(progress.cursor(), deadline);
                // Only now is every key of the page settled: a checkpoint before would lose them to a crash.
                progress = new Progress(
                        page.cursor(), merged(progress.counts(), page.counts()), page.cursor() == null, page.note());
                segments.save(id, progress, clock.instant());
                metrics.page(id.job(), page.counts(), clock.instant());
            }
        } catch (OutOfTimeException late) {
            return result(progress);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        return result(progress);
    }

    /** Stores why the segment does not go on, once. */
    private Progress noted(SegmentId id, Progress progress) {
        String note = rate.note().orElse(null);
        if (note == null || note.equals(progress.note())) {
            return progress;
        }
        Progress held = new Progress(progress.cursor(), progress.counts(), progress.done(), note);
        segments.save(id, held, clock.instant());
        return held;
    }

    private boolean hasTime(Instant deadline) {
        return !stopped.getAsBoolean() && clock.instant().plus(MARGIN).isBefore(deadline);
    }

    private static SegmentResult result(Progress progress) {
        return new SegmentResult(progress.done(), progress.cursor(), progress.counts());
    }

    private static Map<String, Long> merged(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
