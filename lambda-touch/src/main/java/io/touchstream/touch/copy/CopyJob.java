package io.touchstream.touch.copy;

import io.touchstream.definition.TouchDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.rules.Condition;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Copies the items of one segment to the target where they are missing. Never writes the source. */
public final class CopyJob implements SegmentJob {
    private static final int PAGE_SIZE = 50;
    private static final Duration PAGE_TIME = Duration.ofSeconds(10);

    private final SourceScan scan;
    private final ItemCopier copier;
    private final WriteRate rate;
    private final TouchDefinition definition;
    private final SegmentRequest request;
    private boolean begun;

    public CopyJob(
            SourceScan scan, ItemCopier copier, WriteRate rate, TouchDefinition definition, SegmentRequest request) {
        this.scan = scan;
        this.copier = copier;
        this.rate = rate;
        this.definition = definition;
        this.request = request;
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        if (!begun) {
            copier.settlePending(request, deadline);
            begun = true;
        }
        int limit = rate.room(PAGE_TIME, PAGE_SIZE);
        ScanResponse page = scan.read(
                scan.page(request.table(), request.segment(), request.totalSegments(), cursor, limit), deadline);
        Condition when = definition.when();
        Map<SourceId, Item> items = new LinkedHashMap<>();
        page.items().stream()
                .map(Item::of)
                .filter(item -> when == null || when.holds(item))
                .forEach(item -> items.put(SourceId.of(request.table(), scan.keyOf(request.table(), item)), item));
        Map<String, Long> counts = new TreeMap<>(copier.copy(request, items, deadline));
        counts.put("scanned", (long) page.count());
        counts.merge("skipped", (long) page.count() - items.size(), Long::sum);
        return new PageOutcome(SourceScan.cursor(page), counts, rate.note().orElse(null));
    }
}
