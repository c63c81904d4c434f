package io.touchstream.touch.mark;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.MarkerValue;
import io.touchstream.touch.rate.PacedWrites;
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

/** Removes the marker from the items of one segment. An attribute of that name that is not ours is left alone. */
public final class UntouchJob implements SegmentJob {
    private static final int PAGE_SIZE = 500;
    private static final Duration PAGE_TIME = Duration.ofSeconds(10);

    private final SourceScan scan;
    private final Toucher toucher;
    private final PacedWrites writes;
    private final String marker;
    private final SegmentRequest request;

    public UntouchJob(SourceScan scan, Toucher toucher, PacedWrites writes, String marker, SegmentRequest request) {
        this.scan = scan;
        this.toucher = toucher;
        this.writes = writes;
        this.marker = marker;
        this.request = request;
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        ScanResponse page = scan.read(scanRequest(cursor), deadline);
        List<ItemKey> keys = page.items().stream()
                .map(Item::of)
                .filter(this::isOurs)
                .map(item -> scan.keyOf(request.table(), item))
                .toList();
        LongAdder untouched = new LongAdder();
        DoubleAdder units = new DoubleAdder();
        List<PacedWrites.Write> removals = new ArrayList<>();
        keys.forEach(key -> removals.add(timeLeft -> {
            Toucher.Touch touch = toucher.untouch(request.table(), key, timeLeft);
            units.add(touch.units());
            untouched.add(touch.outcome() == Toucher.Outcome.TOUCHED ? 1 : 0);
            return touch.units();
        }));
        long throttled = writes.sendAll(removals, deadline);
        Map<String, Long> counts = new TreeMap<>();
        counts.put("scanned", (long) page.scannedCount());
        counts.put("untouched", untouched.sum());
        counts.put("foreign", (long) page.count() - keys.size());
        counts.put("throttled", throttled);
        counts.put("writeUnits", Math.round(units.sum()));
        return new PageOutcome(
                SourceScan.cursor(page), counts, writes.rate().note().orElse(null));
    }

    private boolean isOurs(Item item) {
        return item.get(marker).filter(MarkerValue::isMarker).isPresent();
    }

    private ScanRequest.Builder scanRequest(@Nullable Map<String, AttributeValue> cursor) {
        Map<String, String> names = new TreeMap<>(Map.of("#marker", marker));
        List<String> projection = new ArrayList<>(List.of("#marker"));
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
                .filterExpression("attribute_exists(#marker)")
                .expressionAttributeNames(names);
    }
}
