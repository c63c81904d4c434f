package io.touchstream.touch.removal;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.removal.Removal.Removed;
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

/** Removes an attribute from the items of one segment. What is under its name but not ours is left alone. */
public final class RemovalJob implements SegmentJob {
    private static final int PAGE_SIZE = 500;
    private static final Duration PAGE_TIME = Duration.ofSeconds(10);

    private final SourceScan scan;
    private final Removal removal;
    private final PacedWrites writes;
    private final SegmentRequest request;

    /**
     * Creates the job.
     *
     * @param request the segment, of the table that holds the attribute
     */
    public RemovalJob(SourceScan scan, Removal removal, PacedWrites writes, SegmentRequest request) {
        this.scan = scan;
        this.removal = removal;
        this.writes = writes;
        this.request = request;
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        ScanResponse page = scan.read(scanRequest(cursor), deadline);
        LongAdder removed = new LongAdder();
        DoubleAdder units = new DoubleAdder();
        List<PacedWrites.Write> removals = new ArrayList<>();
        for (Map<String, AttributeValue> item : page.items()) {
            AttributeValue seen = item.get(removal.attribute());
            if (seen != null && removal.isOurs(seen)) {
                ItemKey key = scan.keyOf(request.table(), Item.of(item));
                removals.add(timeLeft -> {
                    Removed outcome = removal.remove(request.table(), key, seen, timeLeft);
                    units.add(outcome.units());
                    removed.add(outcome.done() ? 1 : 0);
                    return outcome.units();
                });
            }
        }
        long throttled = writes.sendAll(removals, deadline);
        Map<String, Long> counts = new TreeMap<>();
        counts.put("scanned", (long) page.scannedCount());
        counts.put(removal.counted(), removed.sum());
        counts.put("changed", removals.size() - removed.sum());
        counts.put("foreign", (long) page.count() - removals.size());
        counts.put("throttled", throttled);
        counts.put("writeUnits", Math.round(units.sum()));
        return new PageOutcome(
                SourceScan.cursor(page), counts, writes.rate().note().orElse(null));
    }

    private ScanRequest.Builder scanRequest(@Nullable Map<String, AttributeValue> cursor) {
        Map<String, String> names = new TreeMap<>(Map.of("#attribute", removal.attribute()));
        List<String> projection = new ArrayList<>(List.of("#attribute"));
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
                .filterExpression("attribute_exists(#attribute)")
                .expressionAttributeNames(names);
    }
}
