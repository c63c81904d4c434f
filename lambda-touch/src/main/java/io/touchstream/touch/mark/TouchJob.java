package io.touchstream.touch.mark;

import io.touchstream.definition.TouchDefinition;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.MarkerValue;
import io.touchstream.protocol.RunToken;
import io.touchstream.rules.Condition;
import io.touchstream.touch.copy.ItemCopier;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.ReadAhead;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Touches the items of one segment, so that each leaves a record of its present image in the stream. */
public final class TouchJob implements SegmentJob {
    private static final int PAGE_SIZE = 500;
    /** A page is no larger than what the rate lets through in this time, so that any page fits into an invocation. */
    private static final Duration PAGE_TIME = Duration.ofSeconds(10);

    private final SourceScan scan;
    private final ReadAhead pages;
    private final Toucher toucher;
    private final PacedWrites writes;
    private final ItemCopier copier;
    private final TouchDefinition definition;
    private final SegmentRequest request;
    private final Random random;
    private final RunToken token;
    private boolean begun;

    /**
     * Creates the job.
     *
     * @param pages reads the segment's pages
     * @param copier takes items that are too large for the marker
     * @param request the segment; its run's id is the marker's value
     */
    public TouchJob(
            SourceScan scan,
            ReadAhead pages,
            Toucher toucher,
            PacedWrites writes,
            ItemCopier copier,
            TouchDefinition definition,
            SegmentRequest request,
            Random random) {
        this.scan = scan;
        this.pages = pages;
        this.toucher = toucher;
        this.writes = writes;
        this.copier = copier;
        this.definition = definition;
        this.request = request;
        this.random = random;
        this.token = new RunToken(request.run());
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        if (!begun) {
            copier.settlePending(request, deadline);
            begun = true;
        }
        ScanResponse page = pages.read(this::scanRequest, cursor, deadline);
        List<Item> items = page.items().stream().map(Item::of).toList();
        items.forEach(this::checkMarker);
        Condition when = definition.when();
        List<ItemKey> keys = new ArrayList<>(items.stream()
                .filter(item -> when == null || when.holds(item))
                .map(item -> scan.keyOf(request.table(), item))
                .toList());
        // A segment's items come in the order of their keys, so their writes would cluster on one partition.
        Collections.shuffle(keys, random);
        Touches touches = new Touches();
        long throttled = writes.sendAll(keys.stream().map(touches::of).toList(), deadline);
        Map<String, Long> counts = new TreeMap<>(copier.copyKeys(request, List.copyOf(touches.tooLarge), deadline));
        counts.put("scanned", (long) page.scannedCount());
        counts.put("alreadyTouched", (long) page.scannedCount() - page.count());
        counts.put("skipped", (long) items.size() - keys.size());
        counts.put("touched", touches.touched.sum());
        counts.put("gone", touches.gone.sum());
        counts.merge("throttled", throttled, Long::sum);
        counts.merge("writeUnits", Math.round(touches.units.sum()), Long::sum);
        return new PageOutcome(
                SourceScan.cursor(page), counts, writes.rate().note().orElse(null));
    }

    @Override
    public void close() {
        pages.close();
    }

    private ScanRequest.Builder scanRequest(@Nullable Map<String, AttributeValue> cursor) {
        Map<String, String> names = new TreeMap<>(Map.of("#marker", definition.marker()));
        Set<String> read = new LinkedHashSet<>(scan.keyNames(request.table()));
        Condition when = definition.when();
        if (when != null) {
            read.addAll(when.attributes());
        }
        read.remove(definition.marker());
        List<String> projection = new ArrayList<>(List.of("#marker"));
        for (String name : read) {
            String placeholder = "#a" + names.size();
            names.put(placeholder, name);
            projection.add(placeholder);
        }
        int limit = writes.rate().room(PAGE_TIME, PAGE_SIZE);
        return scan.page(request.table(), request.segment(), request.totalSegments(), cursor, limit)
                .projectionExpression(String.join(", ", projection))
                // INVARIANT 3: a resumed run skips the items that carry its token.
                .filterExpression("attribute_not_exists(#marker) OR #marker <> :token")
                .expressionAttributeNames(names)
                .expressionAttributeValues(Map.of(":token", AttributeValues.string(token.text())));
    }

    private void checkMarker(Item item) {
        AttributeValue found = item.attributes().get(definition.marker());
        if (found != null && !MarkerValue.isMarker(found)) {
            throw new MarkerTakenException(request.table(), definition.marker());
        }
    }

    /** Collects what became of a page's touches, from several threads. */
    private final class Touches {
        private final LongAdder touched = new LongAdder();
        private final LongAdder gone = new LongAdder();
        private final DoubleAdder units = new DoubleAdder();
        private final Queue<ItemKey> tooLarge = new ConcurrentLinkedQueue<>();

        private PacedWrites.Write of(ItemKey key) {
            return timeLeft -> {
                WriteRate.Sending sending = writes.rate().sending();
                Toucher.Touch touch = toucher.touch(request.table(), key, token, timeLeft);
                units.add(touch.units());
                switch (touch.outcome()) {
                    case TOUCHED -> {
                        touched.increment();
                        writes.rate().sourceChanged(sending);
                    }
                    case GONE -> gone.increment();
                    case TOO_LARGE -> tooLarge.add(key);
                }
                return touch.units();
            };
        }
    }
}
