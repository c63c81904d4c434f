package io.touchstream.touch.scrub;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.scrub.Scrubber.Scrubbed;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Removes the provenance from the target items of one segment. What is under its name but not ours is left alone. */
public final class ScrubJob implements SegmentJob {
    private static final int PAGE_SIZE = 500;
    private static final Duration PAGE_TIME = Duration.ofSeconds(10);

    private final SourceScan scan;
    private final Scrubber scrubber;
    private final PacedWrites writes;
    private final SegmentRequest request;

    /**
     * Creates the job.
     *
     * @param request names a target table
     */
    public ScrubJob(SourceScan scan, Scrubber scrubber, PacedWrites writes, SegmentRequest request) {
        this.scan = scan;
        this.scrubber = scrubber;
        this.writes = writes;
        this.request = request;
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        ScanResponse page = scan.read(scanRequest(cursor), deadline);
        LongAdder scrubbed = new LongAdder();
        DoubleAdder units = new DoubleAdder();
        List<PacedWrites.Write> removals = new ArrayList<>();
        page.items().stream()
                .filter(item -> Provenance.of(item).isPresent())
                .forEach(item -> removals.add(timeLeft -> {
                    Scrubbed outcome = scrub(Item.of(item), timeLeft);
                    units.add(outcome.units());
                    scrubbed.add(outcome.done() ? 1 : 0);
                    return outcome.units();
                }));
        long throttled = writes.sendAll(removals, deadline);
        Map<String, Long> counts = new TreeMap<>();
        counts.put("scanned", (long) page.scannedCount());
        counts.put("scrubbed", scrubbed.sum());
        counts.put("changed", removals.size() - scrubbed.sum());
        counts.put("foreign", (long) page.count() - removals.size());
        counts.put("throttled", throttled);
        counts.put("writeUnits", Math.round(units.sum()));
        return new PageOutcome(
                SourceScan.cursor(page), counts, writes.rate().note().orElse(null));
    }

    private Scrubbed scrub(Item item, Duration timeLeft) {
        ItemKey key = scan.keyOf(request.table(), item);
        return scrubber.scrub(
                request.table(), key, item.get(Provenance.ATTRIBUTE).orElseThrow(), timeLeft);
    }

    private ScanRequest.Builder scanRequest(@Nullable Map<String, AttributeValue> cursor) {
        Map<String, String> names = new TreeMap<>(Map.of("#provenance", Provenance.ATTRIBUTE));
        List<String> projection = new ArrayList<>(List.of("#provenance"));
        for (String name : scan.keyNames(request.table())) {
            String placeholder = "#k" + names.size();
            names.put(placeholder, name);
            projection.add(placeholder);
        }
        return scan.page(
                        request.table(),
                        request.segment(),
                        request.totalSegments(),
                        cursor,
                        writes.rate().room(PAGE_TIME, PAGE_SIZE))
                .projectionExpression(String.join(", ", projection))
                .filterExpression("attribute_exists(#provenance)")
                .expressionAttributeNames(names);
    }
}
