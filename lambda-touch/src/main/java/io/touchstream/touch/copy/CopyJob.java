package io.touchstream.touch.copy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.rules.Condition;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Copies the items of one segment to the target where they are missing. Never writes the source. */
public final class CopyJob implements SegmentJob {
    private static final int PAGE_SIZE = 100;

    private final SourceScan scan;
    private final ItemCopier copier;
    private final WriteRate rate;
    private final MigrationDefinition definition;
    private final SegmentRequest request;
    private boolean begun;

    public CopyJob(
            SourceScan scan,
            ItemCopier copier,
            WriteRate rate,
            MigrationDefinition definition,
            SegmentRequest request) {
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
        ScanResponse page = scan.read(scanRequest(cursor));
        Condition when = definition.touch().when();
        List<ItemKey> keys = page.items().stream()
                .map(Item::of)
                .filter(item -> when == null || when.holds(item))
                .map(item -> scan.keyOf(request.table(), item))
                .toList();
        Map<String, Long> counts = new TreeMap<>(copier.copy(request, keys, deadline));
        counts.put("scanned", (long) page.scannedCount());
        counts.put("skipped", (long) page.count() - keys.size());
        return new PageOutcome(SourceScan.cursor(page), counts, rate.note().orElse(null));
    }

    private ScanRequest.Builder scanRequest(@Nullable Map<String, AttributeValue> cursor) {
        Set<String> read = new LinkedHashSet<>(scan.keyNames(request.table()));
        Condition when = definition.touch().when();
        if (when != null) {
            read.addAll(when.attributes());
        }
        Map<String, String> names = new TreeMap<>();
        List<String> projection = new ArrayList<>();
        for (String name : read) {
            String placeholder = "#a" + names.size();
            names.put(placeholder, name);
            projection.add(placeholder);
        }
        return scan.page(request.table(), request.segment(), request.totalSegments(), cursor, PAGE_SIZE)
                .projectionExpression(String.join(", ", projection))
                .expressionAttributeNames(names);
    }
}
